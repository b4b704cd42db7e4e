// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenTelemetry's own agent traces HTTP clients: ours must not be among them. */
class BesideOpenTelemetryIT {

  @TempDir Path folder;

  @Timeout(value = 5, unit = TimeUnit.MINUTES) // theirs takes its time to start
  @ParameterizedTest(name = "ours first: {0}")
  @ValueSource(booleans = {true, false})
  void whatWeSendIsNotTraced(boolean oursFirst) throws Exception {
    Path theirs = Fork.library("opentelemetry-agent").get(0);
    try (Collector collector = new Collector()) {
      Fork fork = Fork.in(folder);
      fork = oursFirst ? fork.agent().agent(theirs) : fork.agent(theirs).agent();
      fork.with(Fork.library("netty-4.2"))
          .variable("OTEL_TRACES_EXPORTER", "otlp")
          .variable("OTEL_METRICS_EXPORTER", "otlp")
          .variable("OTEL_LOGS_EXPORTER", "none")
          .variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
          .variable("OTEL_BSP_SCHEDULE_DELAY", "100")
          .variable("OTEL_METRIC_EXPORT_INTERVAL", "200");
      try (Fork.Running running = fork.start("app.Waiting")) {
        running.awaitLine("ready", 1);
        running.await(() -> has(collector, "WS /echo/{id}") && collector.has("websocket.closes"));

        // By the time this call is told, what we sent before would have been.
        running.say(collector.endpoint() + "/control");
        running.awaitLine("done", 1);
        running.await(() -> urls(collector).stream().anyMatch(url -> url.endsWith("/control")));

        assertThat(urls(collector)).noneMatch(url -> url.contains("/v1/"));
        assertThat(running.end().exitCode()).isZero();
        assertThat(urls(collector)).noneMatch(url -> url.contains("/v1/"));
      }
    }
  }

  private static boolean has(Collector collector, String span) {
    return collector.spans().stream().map(Span::getName).anyMatch(span::equals);
  }

  /** Of all requests that a client was seen to make. */
  private static List<String> urls(Collector collector) {
    return collector.spans().stream()
        .map(span -> Collector.attributes(span.getAttributesList()).get("url.full"))
        .filter(url -> url != null)
        .toList();
  }
}
