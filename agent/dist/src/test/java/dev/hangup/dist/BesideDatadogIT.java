// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Datadog's agent in the same JVM, with nobody to send to. It traces by an API of its own, so the
 * headers of the request decide which trace a connection is in.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // theirs takes its time to start
class BesideDatadogIT {

  @TempDir Path folder;

  @ParameterizedTest(name = "ours first: {0}")
  @ValueSource(booleans = {true, false})
  void bothWorkAndTheHeadersDecide(boolean oursFirst) throws Exception {
    List<String> alone = talk(fork(), () -> true).out();
    try (Collector collector = new Collector()) {
      Path theirs = Fork.library("datadog-agent").get(0);
      Fork fork = oursFirst ? fork().agent().agent(theirs) : fork().agent(theirs).agent();
      fork.variable("OTEL_TRACES_EXPORTER", "otlp")
          .variable("OTEL_METRICS_EXPORTER", "otlp")
          .variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
          .variable("OTEL_BSP_SCHEDULE_DELAY", "20")
          .variable("OTEL_METRIC_EXPORT_INTERVAL", "50")
          .option("-Ddd.instrumentation.telemetry.enabled=false")
          .option("-Ddd.jmxfetch.enabled=false")
          .option("-Ddd.profiling.enabled=false")
          .option("-Ddd.remote_config.enabled=false");
      Fork.Ended ended =
          talk(fork, () -> !collector.spans().isEmpty() && collector.has("websocket.closes"));

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      assertThat(ended.out()).isEqualTo(alone);
      assertThat(ended.err()).anyMatch(line -> line.contains("DATADOG TRACER CONFIGURATION"));
      assertThat(ended.agent()).hasSize(1);
      assertThat(ended.agent().get(0)).contains("observing netty; spans and metrics to ");
      Span span = collector.onlySpan();
      assertThat(span.getName()).isEqualTo("WS /echo/{id}");
      assertThat(Collector.attributes(span.getAttributesList()))
          .containsEntry("websocket.close.cause", "normal")
          .containsEntry("websocket.bytes.received", "7");
      assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray()))
          .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
      assertThat(HexFormat.of().formatHex(span.getParentSpanId().toByteArray()))
          .isEqualTo("00f067aa0ba902b7");
      assertThat(collector.closes().getAsInt()).isEqualTo(1);
    }
  }

  /** One conversation; a JVM that ends waits only two seconds until its spans are taken. */
  private static Fork.Ended talk(Fork fork, BooleanSupplier taken) throws Exception {
    try (Fork.Running running = fork.start("app.Idle")) {
      running.awaitLine("ready", 1);
      running.say("traced");
      running.awaitLine("done", 1);
      running.await(taken);
      return running.end();
    }
  }

  private Fork fork() throws IOException {
    return Fork.in(folder).with(Fork.library("netty-4.2"));
  }
}
