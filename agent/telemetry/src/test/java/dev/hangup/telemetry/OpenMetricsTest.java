// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import dev.hangup.observer.OpenConnections.Waiting;
import dev.hangup.observer.Series;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenMetricsTest {

  private static final AttributeKey<String> OVERDUE = AttributeKey.stringKey("websocket.overdue");

  private static final Series CHAT = new Series(Role.CLIENT, "jetty", "/chat");

  @Test
  void whatIsOverdueIsCountedByKind() {
    try (Recorder recorder = new Recorder()) {
      Waiting waiting = new Waiting();
      waiting.open(seconds(90), seconds(3), seconds(31), -1);
      waiting.open(seconds(40), seconds(35), seconds(30), seconds(21));
      waiting.open(seconds(41), seconds(1), -1, seconds(22));
      waiting.handshake(seconds(31));
      recorder.open = Map.of(CHAT, waiting);

      MetricData overdue = recorder.metric("websocket.connections.overdue");
      assertThat(overdue.getUnit()).isEqualTo("{connection}");
      assertThat(overdue.getLongGaugeData().getPoints())
          .allSatisfy(
              point ->
                  assertThat(point.getAttributes().asMap())
                      .containsEntry(AttributeKey.stringKey("http.route"), "/chat")
                      .containsEntry(AttributeKey.stringKey("websocket.role"), "client")
                      .containsEntry(AttributeKey.stringKey("websocket.stack"), "jetty"))
          .extracting(point -> point.getAttributes().get(OVERDUE) + " " + point.getValue())
          .containsExactlyInAnyOrder("closing 1", "ping 2", "handshake 1");
      assertThat(seconds(recorder, "websocket.connection.age.max")).containsExactly(90.0);
      assertThat(seconds(recorder, "websocket.connection.silence.max")).containsExactly(35.0);
    }
  }

  @Test
  void whatIsInTimeIsNoSeries() {
    try (Recorder recorder = new Recorder()) {
      Waiting waiting = new Waiting();
      waiting.open(seconds(1), 0, -1, -1);
      recorder.open = Map.of(CHAT, waiting);
      assertThat(recorder.collect())
          .extracting(MetricData::getName)
          .contains("websocket.connection.age.max")
          .doesNotContain("websocket.connections.overdue");
    }
  }

  @Test
  void aRouteWhoseConnectionsAllEndedIsToldOfNoMore() {
    try (Recorder recorder = new Recorder()) {
      Waiting waiting = new Waiting();
      waiting.open(seconds(90), seconds(3), seconds(31), -1);
      recorder.open = Map.of(CHAT, waiting);
      assertThat(seconds(recorder, "websocket.connection.age.max")).hasSize(1);
      recorder.open = Map.of();
      assertThat(recorder.collect()).isEmpty();
    }
  }

  private static List<Double> seconds(Recorder recorder, String name) {
    MetricData metric = recorder.metric(name);
    assertThat(metric.getUnit()).isEqualTo("s");
    return metric.getDoubleGaugeData().getPoints().stream().map(p -> p.getValue()).toList();
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
