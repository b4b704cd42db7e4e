// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.traced;

import dev.hangup.example.web.boot.BootApplication;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * With an SDK of its own, and a span around every request, below the one of its {@code
 * traceparent}. Says the ids of both. Ends when its standard input does.
 */
@Configuration(proxyBeanMethods = false)
@Import(BootApplication.class)
public class TracedApplication {

  public static void main(String[] args) throws IOException {
    ConfigurableApplicationContext running = SpringApplication.run(TracedApplication.class, args);
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(SpringApplication.exit(running)); // as BootApplication
  }

  @Bean
  Filter tracing() {
    return new Tracing(
        SdkTracerProvider.builder().addSpanProcessor(new Nothing()).build().get("app"));
  }

  /** Without a processor the SDK makes no spans, and hands on what came in. */
  private static final class Nothing implements SpanProcessor {

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
      return false;
    }
  }

  private record Tracing(Tracer tracer) implements Filter {

    @Override
    @SuppressWarnings("try") // the scope ends what is around the call
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      SpanContext client = client(((HttpServletRequest) request).getHeader("traceparent"));
      Span span =
          tracer
              .spanBuilder("GET")
              .setSpanKind(SpanKind.SERVER)
              .setParent(Context.root().with(Span.wrap(client)))
              .startSpan();
      System.out.printf(
          "request is %s %s, below %s%n",
          span.getSpanContext().getTraceId(),
          span.getSpanContext().getSpanId(),
          client.getSpanId());
      try (Scope scope = span.makeCurrent()) {
        chain.doFilter(request, response);
      } finally {
        span.end();
      }
    }

    private static SpanContext client(String traceparent) {
      List<String> parts = List.of(traceparent.split("-", -1));
      return SpanContext.createFromRemoteParent(
          parts.get(1), parts.get(2), TraceFlags.getSampled(), TraceState.getDefault());
    }
  }
}
