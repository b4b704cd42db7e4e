// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.HandshakeCause;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.observer.Series;
import io.opentelemetry.sdk.metrics.data.ExemplarData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final List<HandshakeCause> WHY = List.of(HandshakeCause.values());

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
      recorder.events.handshakeFailed(Story.clean().refused(404, HandshakeCause.NOT_FOUND));
      recorder.events.handshakeFailed(Story.clean().refused(0, HandshakeCause.CONNECT_FAILED));
      recorder.events.handshakeFailed(Story.clean().refused(0, HandshakeCause.OTHER));
      assertThat(recorder.values("websocket.handshakes"))
          .containsOnly(
              entry(with(ROUTE, "http.response.status_code", 101L), 1L),
              entry(
                  with(with(ROUTE, "http.response.status_code", 404L), "error.type", "not_found"),
                  1L),
              entry(with(ROUTE, "error.type", "connect_failed"), 1L),
              entry(with(ROUTE, "error.type", "other"), 1L));
    }
  }

  @Test
  void anEndHasExactlyTheseAttributes() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(Story.reset().ended());
      recorder.events.ended(Story.reset().ended());
      Map<String, Object> close = with(ROUTE, "websocket.close.code", "1006");
      close = with(close, "websocket.close.cause", "peer_reset");
      close = with(close, "websocket.close.initiator", "remote");
      close = with(close, "websocket.close.clean", false);
      close = with(close, "error.type", "peer_reset");
      assertThat(recorder.values("websocket.closes")).containsExactly(entry(close, 2L));
      assertThat(recorder.values("websocket.connection.duration"))
          .containsExactly(entry(with(ROUTE, "error.type", "peer_reset"), 2L));
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
          .satisfies(
              keys ->
                  assertThat(keys)
                      .doesNotContainKey("websocket.close.cause")
                      .containsEntry("error.type", "_OTHER"));
    }
  }

  @Test
  void anEndAsItShouldBeHasNoErrorType() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(Story.clean().ended());
      assertThat(recorder.values("websocket.connection.duration"))
          .containsExactly(entry(ROUTE, 1L));
      assertThat(recorder.values("websocket.closes").keySet())
          .singleElement()
          .satisfies(keys -> assertThat(keys).doesNotContainKey("error.type"));
    }
  }

  @Test
  void anEndThatMayNotBeJudgedIsAnErrorOfUnknownType() {
    Story story = Story.reset();
    story.cause = null;
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(recorder.values("websocket.connection.duration"))
          .containsExactly(entry(with(ROUTE, "error.type", "_OTHER"), 1L));
    }
  }

  @Test
  void whatThisSideChoosesPassesAndWhatStrangersSendIsBounded() {
    CloseCodeLabels labels = new CloseCodeLabels();
    for (int code = 3000; code < 4000; code++) {
      assertThat(labels.of(code, false)).isEqualTo(code < 3020 ? "" + code : "other");
    }
    for (int code = 4000; code < 4100; code++) {
      assertThat(labels.of(code, true)).isEqualTo(code < 4050 ? "" + code : "other");
    }
    assertThat(labels.of(3019, false)).isEqualTo("3019");
    assertThat(labels.of(4049, false)).isEqualTo("4049");
    assertThat(labels.of(1013, false)).isEqualTo("1013");
  }

  @Test
  void aCodeThatThisSideUsesTooGivesTheStrangersTheirPlaceBack() {
    CloseCodeLabels labels = new CloseCodeLabels();
    for (int code = 4000; code < 4020; code++) {
      assertThat(labels.of(code, false)).isEqualTo("" + code);
    }
    assertThat(labels.of(4500, false)).isEqualTo("other");
    assertThat(labels.of(4000, true)).isEqualTo("4000");
    assertThat(labels.of(4500, false)).isEqualTo("4500");
    assertThat(labels.of(4501, false)).isEqualTo("other");
  }

  @Test
  void anAnswerSaysNothingOfThisSidesCodes() {
    try (Recorder recorder = new Recorder()) {
      for (int code = 4000; code < 4100; code++) {
        recorder.events.ended(answered(code).ended());
      }
      assertThat(recorder.values("websocket.closes")).hasSize(21).containsValue(80L);
    }
  }

  /** The peer's code, sent back to it. */
  private static Story answered(int code) {
    Story story = Story.clean();
    story.code = code;
    story.received = new Account.CloseFrame(code, null, 0, null);
    story.sent = new Account.CloseFrame(code, null, 0, null);
    story.sentFirst = false;
    return story;
  }

  @Test
  void whatStrangersMakeUpIsBounded() {
    try (Recorder recorder = new Recorder()) {
      List<Cause> causes = List.of(Cause.values());
      List<Diagnosis.Initiator> initiators = List.of(Diagnosis.Initiator.values());
      for (int i = 0; i < 20_000; i++) {
        Story story = i % 2 == 0 ? answered(1000 + i % 4000) : Story.reset();
        // 101 routes, as many as the observer makes of paths
        story.series = new Series(Role.SERVER, "netty", "/" + (i / 7) % 101);
        story.cause = causes.get(i % causes.size());
        story.initiator = initiators.get(i % 3);
        story.clean = i % 5 == 0;
        recorder.events.opened(story.series);
        recorder.events.ended(story.ended());
        recorder.events.handshakeFailed(story.refused(i % 1000, WHY.get(i % WHY.size())));
        recorder.events.violation(story.series, i % 3 == 0, Story.RULE);
      }
      assertThat(recorder.series()).isLessThan(2500);
      assertThat(recorder.values("websocket.active_connections")).hasSize(101);
      assertThat(total(recorder, "websocket.closes")).isEqualTo(20_000);
      assertThat(total(recorder, "websocket.connection.duration")).isEqualTo(20_000);
      assertThat(total(recorder, "websocket.handshakes")).isEqualTo(40_000);

      // What the application itself has is not crowded out.
      Story known = Story.clean();
      known.handshake.route("/orders/{id}");
      known.series = new Series(Role.SERVER, "netty", "/orders/{id}");
      recorder.events.ended(known.ended());
      assertThat(recorder.values("websocket.connection.duration").keySet())
          .anyMatch(keys -> "/orders/{id}".equals(keys.get("http.route")));
      assertThat(recorder.values("websocket.closes").keySet())
          .anyMatch(keys -> "/orders/{id}".equals(keys.get("http.route")));
    }
  }

  @Test
  void whatAStrangerDoesToThirtyEndpointsIsBounded() {
    try (Recorder recorder = new Recorder()) {
      List<Cause> causes = List.of(Cause.values());
      for (int i = 0; i < 20_000; i++) {
        Story story = i % 2 == 0 ? answered(1000 + i % 4000) : Story.reset();
        atEndpoint(story, i / 7 % 30);
        // what a client can bring about, from the first cause on
        story.cause = causes.get(i % 14);
        recorder.events.opened(story.series);
        recorder.events.ended(story.ended());
        recorder.events.handshakeFailed(story.refused(404, HandshakeCause.NOT_FOUND));
      }
      assertThat(recorder.series()).isLessThan(2500);
      assertThat(total(recorder, "websocket.closes")).isEqualTo(20_000);
    }
  }

  @Test
  void thirtyEndpointsWithFiveCodesAreUnderAThousandSeries() {
    int[] codes = {1000, 1001, 1005, 4000, 4001};
    try (Recorder recorder = new Recorder()) {
      for (int endpoint = 0; endpoint < 30; endpoint++) {
        for (int code : codes) {
          Story story = Story.clean();
          story.code = code;
          atEndpoint(story, endpoint);
          recorder.events.opened(story.series);
          recorder.events.ended(story.ended());
        }
      }
      assertThat(recorder.series()).isLessThan(1000);
      assertThat(recorder.values("websocket.closes")).hasSize(150);
      assertThat(recorder.values("websocket.connection.duration")).hasSize(30);
    }
  }

  private static void atEndpoint(Story story, int number) {
    story.handshake.route("/endpoint/" + number);
    story.series = new Series(Role.SERVER, "netty", "/endpoint/" + number);
  }

  private static long total(Recorder recorder, String metric) {
    return recorder.values(metric).values().stream().mapToLong(count -> count).sum();
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
