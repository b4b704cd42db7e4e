// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hangup.codec.Rule;
import dev.hangup.observer.Series;
import io.opentelemetry.sdk.metrics.data.ExemplarData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final Map<String, Object> STACK =
      Map.of("websocket.role", "server", "websocket.stack", "netty");
  private static final Map<String, Object> ROUTE =
      Map.of("websocket.role", "server", "websocket.stack", "netty", "http.route", "/chat");

  private final Series series = Story.clean().series;

  @Test
  void openConnectionsAreCountedUpAndDown() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.opened(series);
      recorder.events.opened(series);
      recorder.events.opened(series);
      recorder.events.ended(Story.clean().ended());
      recorder.events.lost(series);
      assertThat(recorder.values("websocket.active_connections")).containsExactly(entry(ROUTE, 1L));
      assertThat(recorder.metric("websocket.active_connections").getUnit())
          .isEqualTo("{connection}");
      assertThat(recorder.metric("websocket.active_connections").getLongSumData().isMonotonic())
          .isFalse();
    }
  }

  @Test
  void aConnectionThatIsLostCountsAsNothingElse() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.lost(series);
      assertThat(recorder.values("websocket.active_connections"))
          .containsExactly(entry(ROUTE, -1L));
      assertThat(recorder.hasNoSpan()).isTrue();
    }
  }

  @Test
  void handshakesAreCountedByWhatCameOfThem() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.opened(series);
      recorder.events.handshakeFailed(Story.clean().refused(404, "404"));
      recorder.events.handshakeFailed(Story.clean().refused(0, "java.net.ConnectException"));
      recorder.events.handshakeFailed(Story.clean().refused(0, null));
      assertThat(recorder.values("websocket.handshakes"))
          .containsOnly(
              entry(with(ROUTE, "http.response.status_code", 101L), 1L),
              entry(with(with(ROUTE, "http.response.status_code", 404L), "error.type", "404"), 1L),
              entry(with(ROUTE, "error.type", "java.net.ConnectException"), 1L),
              entry(with(ROUTE, "error.type", "_OTHER"), 1L));
    }
  }

  @Test
  void anEndHasExactlyTheseAttributes() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(Story.reset().ended());
      recorder.events.ended(Story.reset().ended());
      Map<String, Object> lifetime = with(ROUTE, "websocket.close.code", "1006");
      Map<String, Object> close = with(lifetime, "websocket.close.cause", "peer_reset");
      close = with(close, "websocket.close.initiator", "remote");
      close = with(close, "websocket.close.clean", false);
      assertThat(recorder.values("websocket.closes")).containsExactly(entry(close, 2L));
      assertThat(recorder.values("websocket.connection.duration"))
          .containsExactly(entry(lifetime, 2L));
      HistogramPointData duration =
          recorder.metric("websocket.connection.duration").getHistogramData().getPoints().stream()
              .findFirst()
              .orElseThrow();
      assertThat(duration.getSum()).isEqualTo(25.0);
      assertThat(recorder.metric("websocket.connection.duration").getUnit()).isEqualTo("s");
    }
  }

  @Test
  void aCauseThatMayNotBeGuessedIsAbsent() {
    Story story = Story.reset();
    story.cause = null;
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(recorder.values("websocket.closes").keySet())
          .singleElement()
          .satisfies(keys -> assertThat(keys).doesNotContainKey("websocket.close.cause"));
    }
  }

  @Test
  void fiftyCodesOfApplicationsPassAndTheRestSharesOneName() {
    try (Recorder recorder = new Recorder()) {
      for (int code = 4000; code < 4060; code++) {
        Story story = Story.clean();
        story.code = code;
        recorder.events.ended(story.ended());
      }
      Story known = Story.clean();
      known.code = 4049;
      recorder.events.ended(known.ended());
      Story protocol = Story.clean();
      protocol.code = 1013;
      recorder.events.ended(protocol.ended());
      Map<Map<String, Object>, Long> values = recorder.values("websocket.connection.duration");
      assertThat(values)
          .hasSize(52)
          .containsEntry(with(ROUTE, "websocket.close.code", "other"), 10L)
          .containsEntry(with(ROUTE, "websocket.close.code", "4049"), 2L)
          .containsEntry(with(ROUTE, "websocket.close.code", "1013"), 1L);
    }
  }

  @Test
  void pingsAndViolationsHaveTheirOwn() {
    Rule rule = Story.RULE;
    try (Recorder recorder = new Recorder()) {
      recorder.events.pingAnswered(series, 3_000_000);
      recorder.events.violation(series, true, rule);
      recorder.events.violation(series, false, rule);
      assertThat(recorder.values("websocket.ping.rtt")).containsExactly(entry(STACK, 1L));
      Map<String, Object> broken = with(STACK, "websocket.violation.rule", rule.id());
      assertThat(recorder.values("websocket.violations"))
          .containsOnly(
              entry(with(broken, "network.io.direction", "receive"), 1L),
              entry(with(broken, "network.io.direction", "transmit"), 1L));
    }
  }

  @Test
  void exemplarsLeadToTheSpan() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(Story.reset().ended());
      SpanData span = recorder.span();
      Collection<MetricData> collected = recorder.collect();
      assertThat(closes(collected).getExemplars())
          .singleElement()
          .satisfies(exemplar -> leadsTo(exemplar, span));
      MetricData duration = Recorder.metric(collected, "websocket.connection.duration");
      assertThat(duration.getHistogramData().getPoints())
          .singleElement()
          .satisfies(
              point ->
                  assertThat(point.getExemplars())
                      .singleElement()
                      .satisfies(exemplar -> leadsTo(exemplar, span)));
    }
  }

  @Test
  void withoutASpanExemplarsLeadToTheTraceOfTheUpgradeRequest() {
    Story story = Story.reset();
    story.handshake.header(
        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    try (Recorder recorder = new Recorder(Map.of("hangup.spans", "none"), Sampler.alwaysOn())) {
      recorder.events.ended(story.ended());
      assertThat(closes(recorder.collect()).getExemplars())
          .singleElement()
          .satisfies(
              exemplar ->
                  assertThat(exemplar.getSpanContext().getTraceId())
                      .isEqualTo("0af7651916cd43dd8448eb211c80319c"));
    }
  }

  private static LongPointData closes(Collection<MetricData> collected) {
    return Recorder.metric(collected, "websocket.closes").getLongSumData().getPoints().stream()
        .findFirst()
        .orElseThrow();
  }

  private static void leadsTo(ExemplarData exemplar, SpanData span) {
    assertThat(exemplar.getSpanContext().getTraceId()).isEqualTo(span.getTraceId());
    assertThat(exemplar.getSpanContext().getSpanId()).isEqualTo(span.getSpanId());
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> more = new TreeMap<>(map);
    more.put(key, value);
    return more;
  }
}
