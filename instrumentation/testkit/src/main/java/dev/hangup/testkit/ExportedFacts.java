// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import dev.hangup.close.Circumstances;
import dev.hangup.codec.Rule;
import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.Series;
import dev.hangup.telemetry.TelemetryEvents;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the agent exports, one story at a time: the real observation and the real telemetry, with an
 * exporter that puts spans into a queue. Each story has an observation of its own, so what trickles
 * in late from an earlier one is told to the earlier one.
 */
public final class ExportedFacts {

  private static final long PATIENCE_SECONDS = 20;

  private final BlockingQueue<ExportedSpan> ended = new LinkedBlockingQueue<>();
  private final BlockingQueue<ExportedSpan> failed = new LinkedBlockingQueue<>();
  private final BlockingQueue<Series> opened = new LinkedBlockingQueue<>();
  private final BlockingQueue<Circumstances.Kind> stalls = new LinkedBlockingQueue<>();
  private final Observation observation;

  private ExportedFacts(ObserverSettings settings) {
    SdkTracerProvider tracing =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Exporter()))
            .build();
    OpenTelemetrySdk telemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(tracing)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    observation =
        observation(
            settings,
            new Listening(new TelemetryEvents(telemetry, settings, ObserverSettings.Report.ALL)));
  }

  /** Begins to record: from now on new connections are observed for these facts. */
  public static ExportedFacts record() {
    Agent.underTest();
    ExportedFacts facts = new ExportedFacts(quiet());
    facts.observation.install();
    return facts;
  }

  /** An observation whose facts are not recorded. */
  static Observation forNobody() {
    return observation(quiet(), ConnectionEvents.NONE);
  }

  /** The real observation, telling {@code events}. */
  public static Observation telling(ConnectionEvents events) {
    return observation(quiet(), events);
  }

  private static Observation observation(ObserverSettings settings, ConnectionEvents events) {
    return new Observation(settings, Clock.SYSTEM, events, line -> {}, false);
  }

  private static ObserverSettings quiet() {
    return ObserverSettings.read(Map.of("hangup.log", "off"), Map.of(), warning -> {});
  }

  /** Watches, from the next connection on, whether handlers or this JVM stand still. */
  void watch() {
    observation.watchOn(
        work -> {
          Thread thread = new Thread(work, "hangup-watch");
          thread.setDaemon(true);
          return thread;
        });
  }

  public Observation observation() {
    return observation;
  }

  /** What was told of the next connection that ended. */
  public ExportedSpan awaitEnd() throws InterruptedException {
    return await(ended, "the end of a connection");
  }

  /** What was told of the next handshake that failed. */
  public ExportedSpan awaitFailure() throws InterruptedException {
    return await(failed, "a failed handshake");
  }

  /** An event loop or a handler was found to take long. */
  void awaitHandlerStall() throws InterruptedException {
    await(stalls, "a handler that takes long");
  }

  /** The next connection has opened. */
  public Series awaitOpened() throws InterruptedException {
    return await(opened, "a connection");
  }

  /** Nothing else was told up to now. */
  public boolean areAllTold() {
    return ended.isEmpty() && failed.isEmpty();
  }

  /** Failures of the agent that were kept from the application. */
  public long suppressedFailures() {
    return observation.suppressedFailures().count();
  }

  private static <T> T await(BlockingQueue<T> facts, String what) throws InterruptedException {
    T fact = facts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (fact == null) {
      throw new AssertionError("never told of " + what + "; meanwhile" + threads());
    }
    return fact;
  }

  /** What everybody does who may be in the way. */
  private static String threads() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (stack.length > 0) {
                text.append("\n").append(thread).append(' ').append(thread.getState());
                for (StackTraceElement element : stack) {
                  text.append("\n    at ").append(element);
                }
              }
            });
    return text.toString();
  }

  private final class Exporter implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      for (SpanData span : spans) {
        ExportedSpan told = ExportedSpan.by(span);
        (told.attributes().containsKey("websocket.close.code") ? ended : failed).add(told);
      }
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** Hears of openings, for which there is no span yet. */
  private final class Listening implements ConnectionEvents {

    private final ConnectionEvents telemetry;

    Listening(ConnectionEvents telemetry) {
      this.telemetry = telemetry;
    }

    @Override
    public @Nullable Object currentContext() {
      return telemetry.currentContext();
    }

    @Override
    public void opened(Series series) {
      telemetry.opened(series);
      opened.add(series);
    }

    @Override
    public void ended(EndedConnection connection) {
      telemetry.ended(connection);
    }

    @Override
    public void handshakeFailed(FailedHandshake handshake) {
      telemetry.handshakeFailed(handshake);
    }

    @Override
    public void pingAnswered(Series series, long nanos) {
      telemetry.pingAnswered(series, nanos);
    }

    @Override
    public void violation(Series series, boolean received, Rule rule) {
      telemetry.violation(series, received, rule);
    }

    @Override
    public void stalled(Series series, Circumstances.Kind kind) {
      if (kind != Circumstances.Kind.PROCESS) {
        stalls.add(kind);
      }
      telemetry.stalled(series, kind);
    }

    @Override
    public void lost(Series series) {
      telemetry.lost(series);
    }
  }
}
