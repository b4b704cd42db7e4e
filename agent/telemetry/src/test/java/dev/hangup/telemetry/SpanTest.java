// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hangup.close.Account;
import dev.hangup.close.HandshakeCause;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.codec.Violation;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.Series;
import dev.hangup.observer.Target;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.TraceHere;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpanTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";

  @Test
  void aCleanCloseHasExactlyTheseAttributes() {
    try (Recorder recorder = new Recorder()) {
      Story story = Story.clean().withConnectionId();
      story
          .handshake
          .stackVersion("4.1.119.Final")
          .peer(Story.peer())
          .header("user-agent", "probe/1.0")
          .subprotocol("graphql-transport-ws")
          .framework("spring-webflux")
          .extensions("permessage-deflate; client_max_window_bits=15, x; y=\"a,b\"");
      story.lastPing = 2_000_000;
      story.slowestPing = 9_000_000;
      recorder.events.ended(story.ended());

      SpanData span = recorder.span();
      assertThat(Recorder.plain(span.getAttributes()))
          .containsExactly(
              entry("client.address", "203.0.113.7"),
              entry("http.route", "/chat"),
              entry("network.peer.address", "203.0.113.7"),
              entry("network.peer.port", 50123L),
              entry("network.protocol.name", "http"),
              entry("network.protocol.version", "1.1"),
              entry("server.address", "example.org"),
              entry("server.port", 8080L),
              entry("url.path", "/chat"),
              entry("url.scheme", "ws"),
              entry("user_agent.original", "probe/1.0"),
              entry("websocket.bytes.received", 700L),
              entry("websocket.bytes.sent", 90L),
              entry("websocket.close.cause", "normal"),
              entry("websocket.close.clean", true),
              entry("websocket.close.code", 1000L),
              entry("websocket.close.evidence", "both sides said 1000"),
              entry("websocket.close.initiator", "remote"),
              entry("websocket.close.name", "Normal Closure"),
              entry("websocket.close.reason", "bye"),
              entry("websocket.close.received_code", 1000L),
              entry("websocket.close.remediation", "nothing to do"),
              entry("websocket.close.rule", "a-rule"),
              entry("websocket.close.sent_code", 1000L),
              entry("websocket.connection.id", Story.CONNECTION_ID),
              entry(
                  "websocket.extensions",
                  List.of("permessage-deflate; client_max_window_bits=15", "x; y=\"a,b\"")),
              entry("websocket.frame.max_size.received", 300L),
              entry("websocket.frame.max_size.sent", 40L),
              entry("websocket.frames.received", 7L),
              entry("websocket.frames.sent", 4L),
              entry("websocket.framework", "spring-webflux"),
              entry("websocket.idle_before_close", 1.5),
              entry("websocket.message.max_size.received", 200L),
              entry("websocket.message.max_size.sent", 60L),
              entry("websocket.messages.received", 5L),
              entry("websocket.messages.sent", 3L),
              entry("websocket.ping.rtt.last", 0.002),
              entry("websocket.ping.rtt.max", 0.009),
              entry("websocket.pings.sent", 2L),
              entry("websocket.pings.unanswered", 1L),
              entry("websocket.role", "server"),
              entry("websocket.stack", "netty"),
              entry("websocket.stack.version", "4.1.119.Final"),
              entry("websocket.subprotocol", "graphql-transport-ws"));
      assertThat(span.getName()).isEqualTo("WS /chat");
      assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
      assertThat(span.getStartEpochNanos()).isEqualTo(Story.START);
      assertThat(span.getEndEpochNanos()).isEqualTo(Story.END);
      assertThat(span.getEvents()).isEmpty();
      assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("dev.hangup");
      assertThat(span.getInstrumentationScopeInfo().getVersion()).matches("\\d+\\..*");
    }
  }

  @Test
  void whatIsNotKnownIsAbsent() {
    try (Recorder recorder = new Recorder()) {
      Story story = Story.reset();
      story.series = new Series(Role.CLIENT, "netty", null);
      story.handshake = Handshake.asClient("netty");
      story.target = new Target(null, null, -1, null, null);
      story.cause = null;
      story.incomplete = true;
      recorder.events.ended(story.ended());

      SpanData span = recorder.span();
      Map<String, Object> attributes = new TreeMap<>(Recorder.plain(span.getAttributes()));
      attributes.keySet().removeIf(key -> key.matches(".*\\.(sent|received|unanswered)"));
      assertThat(attributes)
          .containsExactly(
              entry("error.type", "_OTHER"),
              entry("network.protocol.name", "http"),
              entry("network.protocol.version", "1.1"),
              entry("websocket.close.clean", false),
              entry("websocket.close.code", 1006L),
              entry("websocket.close.evidence", "TCP reset by peer"),
              entry("websocket.close.initiator", "remote"),
              entry("websocket.close.name", "Abnormal Closure"),
              entry("websocket.close.remediation", "look at the peer"),
              entry("websocket.close.rule", "a-rule"),
              entry("websocket.idle_before_close", 1.5),
              entry("websocket.observation.incomplete", true),
              entry("websocket.role", "client"),
              entry("websocket.stack", "netty"));
      assertThat(span.getName()).isEqualTo("WS");
      assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
  }

  @Test
  void anAbnormalEndHasItsCauseAsErrorTypeAndItsEvidenceInItsStatus() {
    Story story = Story.reset();
    story.handlerFailure = "java.lang.IllegalStateException";
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      SpanData span = recorder.span();
      assertThat(Recorder.plain(span.getAttributes())).containsEntry("error.type", "peer_reset");
      assertThat(span.getStatus())
          .isEqualTo(StatusData.create(StatusCode.ERROR, "TCP reset by peer"));
    }
  }

  @Test
  void theHandbooksPageOfItsCauseIsOnEachSpanOfAClose() {
    try (Recorder recorder =
        new Recorder(
            Map.of(
                "hangup.help.url",
                "https://example.org/handbook/",
                "hangup.language",
                "vi",
                "hangup.span.close.after",
                "0"),
            Sampler.alwaysOn())) {
      recorder.events.ended(Story.reset().ended());
      recorder.events.ended(Story.clean().ended());
      Story lost = Story.reset();
      lost.cause = null;
      recorder.events.ended(lost.ended());
      recorder.events.handshakeFailed(Story.clean().refused(404, HandshakeCause.NOT_FOUND));

      // The span of a close ends before that of its connection.
      assertThat(
              recorder.spans().stream()
                  .map(span -> span.getAttributes().get(AttributeNames.CLOSE_HELP)))
          .containsExactly(
              "https://example.org/handbook/vi/cause/peer_reset.html",
              "https://example.org/handbook/vi/cause/peer_reset.html",
              "https://example.org/handbook/vi/cause/normal.html",
              "https://example.org/handbook/vi/cause/normal.html",
              null,
              null,
              null);
    }
  }

  @Test
  void aLimitOfAttributesLeavesTheVerdict() {
    Story story = Story.reset().withConnectionId();
    story.received = new Account.CloseFrame(1011, "out of memory", 0, null);
    story.sent = new Account.CloseFrame(1011, null, 0, null);
    try (Recorder recorder =
        new Recorder(
            Map.of(),
            Sampler.alwaysOn(),
            SpanLimits.builder().setMaxNumberOfAttributes(13).build())) {
      recorder.events.ended(story.ended());
      assertThat(Recorder.plain(recorder.span().getAttributes()))
          .containsOnlyKeys(
              "error.type",
              "websocket.close.cause",
              "websocket.close.clean",
              "websocket.close.code",
              "websocket.close.evidence",
              "websocket.close.initiator",
              "websocket.close.name",
              "websocket.close.reason",
              "websocket.close.received_code",
              "websocket.close.remediation",
              "websocket.close.rule",
              "websocket.close.sent_code",
              "websocket.role");
    }
  }

  @Test
  void aConnectionThatLivedLongHasASpanOfItsClose() {
    Story story = Story.reset().withConnectionId();
    story.end = Story.START + TimeUnit.MINUTES.toNanos(5) + 1;
    story.sent = new Account.CloseFrame(1011, null, 2_000_000, null);
    story.received = new Account.CloseFrame(1011, "bye", 7_000_000, null);
    story.frames.add(new EndedConnection.SeenFrame(true, 0x81, 4, Story.START + 4));
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(recorder.spans())
          .extracting(SpanData::getName)
          .containsExactlyInAnyOrder("WS /chat", "WS /chat close");
      SpanData session = named(recorder, "WS /chat");
      SpanData close = named(recorder, "WS /chat close");
      assertThat(close.getTraceId()).isEqualTo(session.getTraceId());
      assertThat(close.getParentSpanId()).isEqualTo(session.getSpanId());
      assertThat(close.getKind()).isEqualTo(SpanKind.INTERNAL);
      assertThat(close.getStartEpochNanos()).isEqualTo(story.end - 7_000_000);
      assertThat(close.getEndEpochNanos()).isEqualTo(story.end);
      assertThat(close.getStatus()).isEqualTo(session.getStatus());
      assertThat(close.getEvents()).isEqualTo(session.getEvents()).hasSize(1);
      assertThat(Recorder.plain(close.getAttributes()))
          .containsExactly(
              entry("error.type", "peer_reset"),
              entry("http.route", "/chat"),
              entry("websocket.close.cause", "peer_reset"),
              entry("websocket.close.clean", false),
              entry("websocket.close.code", 1006L),
              entry("websocket.close.evidence", "TCP reset by peer"),
              entry("websocket.close.initiator", "remote"),
              entry("websocket.close.name", "Abnormal Closure"),
              entry("websocket.close.reason", "bye"),
              entry("websocket.close.received_code", 1011L),
              entry("websocket.close.remediation", "look at the peer"),
              entry("websocket.close.rule", "a-rule"),
              entry("websocket.close.sent_code", 1011L),
              entry("websocket.connection.id", Story.CONNECTION_ID),
              entry("websocket.role", "server"),
              entry("websocket.stack", "netty"));
      assertThat(Recorder.plain(session.getAttributes()))
          .containsAllEntriesOf(Recorder.plain(close.getAttributes()))
          .containsEntry("websocket.frames.received", 7L);
    }
  }

  @Test
  void aConnectionThatDidNotLiveLongerHasOneSpan() {
    Story story = Story.reset();
    story.end = Story.START + TimeUnit.MINUTES.toNanos(5);
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(recorder.span().getName()).isEqualTo("WS /chat");
    }
  }

  @Test
  void whatIsLongCanBeSet() {
    Story story = Story.clean();
    story.series = new Series(Role.SERVER, "netty", null);
    try (Recorder recorder =
        new Recorder(Map.of("hangup.span.close.after", "0"), Sampler.alwaysOn())) {
      recorder.events.ended(story.ended());
      assertThat(recorder.spans())
          .extracting(SpanData::getName)
          .containsExactlyInAnyOrder("WS", "WS close");
      assertThat(named(recorder, "WS close").getStatus()).isEqualTo(StatusData.unset());
    }
  }

  private static SpanData named(Recorder recorder, String name) {
    return recorder.spans().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void bothEndsOfAConnectionMeetInOneTrace() {
    Story server = Story.clean().withConnectionId();
    Story client = Story.clean().withConnectionId();
    client.series = new Series(Role.CLIENT, "netty", "/chat");
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(server.ended());
      recorder.events.ended(client.ended());
      assertThat(recorder.spans())
          .hasSize(2)
          .allSatisfy(
              span -> {
                assertThat(span.getTraceId()).isEqualTo(Story.CONNECTION_ID);
                assertThat(span.getParentSpanContext().isValid()).isFalse();
              });
    }
  }

  @Test
  void aKeyThatComesAgainGetsATraceOfItsOwn() {
    try (Recorder recorder = new Recorder()) {
      for (int i = 0; i < 100; i++) {
        recorder.events.ended(Story.clean().withConnectionId().ended());
      }
      assertThat(recorder.spans().stream().map(SpanData::getTraceId).distinct()).hasSize(100);
      assertThat(recorder.spans().get(0).getTraceId()).isEqualTo(Story.CONNECTION_ID);
    }
  }

  @Test
  void onlySoManyIdsAreRemembered() {
    RecentIds ids = new RecentIds();
    for (int i = 0; i <= 4096; i++) {
      assertThat(ids.isNew(Role.SERVER, "" + i)).isTrue();
    }
    assertThat(ids.isNew(Role.SERVER, "1")).isFalse();
    assertThat(ids.isNew(Role.SERVER, "0")).isTrue();
    assertThat(ids.isNew(Role.CLIENT, "1")).isTrue();
  }

  @Test
  void aTraceThatIsThereIsKept() {
    Story story = Story.clean().withConnectionId();
    story.handshake.header("traceparent", SAMPLED);
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(recorder.span().getTraceId()).isEqualTo(TRACE);
    }
  }

  @Test
  void aRootWithALinkIsATraceOfTheConnection() {
    Story story = Story.clean().withConnectionId();
    story.handshake.header("traceparent", SAMPLED);
    try (Recorder recorder =
        new Recorder(Map.of("hangup.span.parent", "link"), Sampler.alwaysOn())) {
      recorder.events.ended(story.ended());
      assertThat(recorder.span().getTraceId()).isEqualTo(Story.CONNECTION_ID);
      assertThat(recorder.span().getLinks()).hasSize(1);
    }
  }

  @Test
  void tracesCanBeRandom() {
    try (Recorder recorder =
        new Recorder(Map.of("hangup.span.trace", "random"), Sampler.alwaysOn())) {
      recorder.events.ended(Story.clean().withConnectionId().ended());
      assertThat(recorder.span().getTraceId()).isNotEqualTo(Story.CONNECTION_ID);
    }
  }

  @Test
  void pathAndClientCanBeLeftOut() {
    Story story = Story.clean();
    story
        .handshake
        .peer(Story.peer())
        .header("user-agent", "probe/1.0")
        .header("x-forwarded-for", "198.51.100.9");
    try (Recorder recorder =
        new Recorder(
            Map.of("hangup.capture.path", "false", "hangup.capture.client", "off"),
            Sampler.alwaysOn())) {
      recorder.events.ended(story.ended());
      recorder.events.handshakeFailed(story.refused(404, HandshakeCause.NOT_FOUND));
      assertThat(recorder.spans())
          .hasSize(2)
          .allSatisfy(
              span ->
                  assertThat(Recorder.plain(span.getAttributes()))
                      .containsEntry("http.route", "/chat")
                      .doesNotContainKeys(
                          "url.path",
                          "client.address",
                          "network.peer.address",
                          "network.peer.port",
                          "user_agent.original"));
    }
  }

  @Test
  void theReasonIsOfTheFirstCloseFrame() {
    Story story = Story.clean();
    story.sent = new Account.CloseFrame(1000, "ours", 0, null);
    story.sentFirst = true;
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(Recorder.plain(recorder.span().getAttributes()))
          .containsEntry("websocket.close.reason", "ours");
    }
  }

  @Test
  void theReasonCanBeLeftOutAndTheQueryLetIn() {
    try (Recorder recorder =
        new Recorder(
            Map.of("hangup.capture.reason", "false", "hangup.capture.query", "true"),
            Sampler.alwaysOn())) {
      recorder.events.ended(Story.clean().ended());
      assertThat(Recorder.plain(recorder.span().getAttributes()))
          .containsEntry("url.query", "token=secret")
          .doesNotContainKey("websocket.close.reason");
    }
  }

  @Test
  void theClientIsWhomTheProxyNames() {
    Story story = Story.clean();
    story.handshake.peer(Story.peer()).header("x-forwarded-for", "198.51.100.9, 203.0.113.7");
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(Recorder.plain(recorder.span().getAttributes()))
          .containsEntry("client.address", "198.51.100.9")
          .containsEntry("network.peer.address", "203.0.113.7");
    }
  }

  @Test
  void eventsHaveTheTimeTheyHappenedAt() {
    Rule rule = Story.RULE;
    Story story = Story.reset();
    story.violations.add(
        new EndedConnection.SeenViolation(
            true, new Violation(rule, Role.CLIENT, 3, 77, 11), Story.START + 5));
    // 0xC1: FIN, RSV1, text; 0x09: a ping without FIN
    story.frames.add(new EndedConnection.SeenFrame(false, 0xC1, 126, Story.START + 1));
    story.frames.add(new EndedConnection.SeenFrame(true, 0x09, 4, Story.START + 4));
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      List<EventData> events = recorder.span().getEvents();
      assertThat(events)
          .extracting(EventData::getName, EventData::getEpochNanos)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("websocket.violation", Story.START + 5),
              org.assertj.core.groups.Tuple.tuple("websocket.frame", Story.START + 1),
              org.assertj.core.groups.Tuple.tuple("websocket.frame", Story.START + 4));
      assertThat(Recorder.plain(events.get(0).getAttributes()))
          .containsExactly(
              entry("network.io.direction", "receive"),
              entry("websocket.frame.opcode", "reserved"),
              entry("websocket.violation.byte_offset", 77L),
              entry("websocket.violation.explanation", rule.explanation()),
              entry("websocket.violation.frame_index", 3L),
              entry("websocket.violation.rule", rule.id()),
              entry("websocket.violation.section", rule.section()));
      assertThat(Recorder.plain(events.get(1).getAttributes()))
          .containsExactly(
              entry("network.io.direction", "transmit"),
              entry("websocket.frame.fin", true),
              entry("websocket.frame.opcode", "text"),
              entry("websocket.frame.rsv", 4L),
              entry("websocket.frame.size", 126L));
      assertThat(Recorder.plain(events.get(2).getAttributes()))
          .containsEntry("network.io.direction", "receive")
          .containsEntry("websocket.frame.opcode", "ping")
          .containsEntry("websocket.frame.fin", false);
    }
  }

  @Test
  void aClockSetBackDoesNotEndASpanBeforeItsStart() {
    Story story = Story.clean();
    story.end = Story.START - 1;
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(recorder.span().getEndEpochNanos()).isEqualTo(Story.START);
    }
  }

  @Test
  void theParentIsInTheUpgradeRequest() {
    Story story = Story.clean();
    story.handshake.header("traceparent", SAMPLED);
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      assertThat(recorder.span().getTraceId()).isEqualTo(TRACE);
      assertThat(recorder.span().getParentSpanId()).isEqualTo(PARENT);
    }
  }

  @Test
  void theContextOfTheHandshakeWinsOverTheRequest() {
    SpanContext local =
        SpanContext.create(
            "11111111111111111111111111111111",
            "2222222222222222",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    Story story = Story.clean();
    story.handshake.header("traceparent", SAMPLED);
    try (Recorder recorder = new Recorder()) {
      Context.root()
          .with(Span.wrap(local))
          .wrap(
              () -> {
                story.handshake.context(recorder.events.currentContext());
              })
          .run();
      recorder.events.ended(story.ended());
      assertThat(recorder.span().getParentSpanContext()).isEqualTo(local);
    }
  }

  @Test
  void theTraceThatTheThreadWasInWinsOverTheRequest() {
    Story story = Story.clean();
    story.handshake.header("traceparent", SAMPLED);
    story.handshake.context(
        TraceHere.of("11111111111111111111111111111111", "2222222222222222", "01", "b=2,a=1"));
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      SpanContext parent = recorder.span().getParentSpanContext();
      assertThat(parent.getTraceId()).isEqualTo("11111111111111111111111111111111");
      assertThat(parent.getSpanId()).isEqualTo("2222222222222222");
      assertThat(parent.isSampled()).isTrue();
      assertThat(parent.isRemote()).isFalse();
      assertThat(parent.getTraceState().asMap().keySet()).containsExactly("b", "a");
    }
  }

  @Test
  void withoutATraceTheSpanIsARoot() {
    try (Recorder recorder = new Recorder()) {
      assertThat(recorder.events.currentContext()).isNull();
      recorder.events.ended(Story.clean().ended());
      assertThat(recorder.span().getParentSpanContext().isValid()).isFalse();
      assertThat(recorder.span().getLinks()).isEmpty();
    }
  }

  @Test
  void theParentCanBeALink() {
    Story story = Story.clean();
    story.handshake.header("traceparent", SAMPLED);
    try (Recorder recorder =
        new Recorder(Map.of("hangup.span.parent", "link"), Sampler.alwaysOn())) {
      recorder.events.ended(story.ended());
      SpanData span = recorder.span();
      assertThat(span.getParentSpanContext().isValid()).isFalse();
      assertThat(span.getTraceId()).isNotEqualTo(TRACE);
      assertThat(span.getLinks())
          .singleElement()
          .satisfies(link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(PARENT));
    }
  }

  @Test
  void onlyAbnormalEndsMakeASpanWhereThatIsAskedFor() {
    try (Recorder recorder = new Recorder(Map.of("hangup.spans", "abnormal"), Sampler.alwaysOn())) {
      recorder.events.ended(Story.clean().ended());
      assertThat(recorder.hasNoSpan()).isTrue();
      recorder.events.ended(Story.reset().ended());
      assertThat(recorder.span().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
  }

  @Test
  void noSpansAreMadeWhereNoneAreAskedFor() {
    try (Recorder recorder = new Recorder(Map.of("hangup.spans", "none"), Sampler.alwaysOn())) {
      recorder.events.ended(Story.clean().ended());
      recorder.events.ended(Story.reset().ended());
      recorder.events.handshakeFailed(Story.clean().refused(404, HandshakeCause.NOT_FOUND));
      assertThat(recorder.hasNoSpan()).isTrue();
      assertThat(recorder.values("websocket.closes").values()).containsExactly(1L, 1L);
    }
  }

  @Test
  void aFailedHandshakeHasExactlyTheseAttributes() {
    try (Recorder recorder = new Recorder()) {
      Story story = Story.clean();
      story.handshake.peer(Story.peer());
      recorder.events.handshakeFailed(story.refused(403, HandshakeCause.ORIGIN_REFUSED));
      SpanData span = recorder.span();
      assertThat(Recorder.plain(span.getAttributes()))
          .containsExactly(
              entry("client.address", "203.0.113.7"),
              entry("error.type", "origin_refused"),
              entry("http.response.status_code", 403L),
              entry("http.route", "/chat"),
              entry("network.peer.address", "203.0.113.7"),
              entry("network.peer.port", 50123L),
              entry("network.protocol.name", "http"),
              entry("network.protocol.version", "1.1"),
              entry("server.address", "example.org"),
              entry("server.port", 8080L),
              entry("url.path", "/chat"),
              entry("url.scheme", "ws"),
              entry("websocket.handshake.cause", "origin_refused"),
              entry("websocket.handshake.evidence", story.evidence),
              entry("websocket.handshake.remediation", story.remediation),
              entry("websocket.role", "server"),
              entry("websocket.stack", "netty"));
      assertThat(span.getName()).isEqualTo("WS /chat");
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(span.getStatus().getDescription()).isEqualTo(story.evidence);
    }
  }

  @Test
  void aFailedHandshakeWithoutAResponseHasNoStatusCode() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.handshakeFailed(Story.clean().refused(0, HandshakeCause.TLS_FAILED));
      assertThat(Recorder.plain(recorder.span().getAttributes()))
          .containsEntry("error.type", "tls_failed")
          .doesNotContainKey("http.response.status_code");
    }
  }

  @Test
  void anAbnormalEndThatTheSamplerDropsIsCounted() {
    try (Recorder recorder = new Recorder(Map.of(), Sampler.alwaysOff())) {
      recorder.events.ended(Story.clean().ended());
      recorder.events.ended(Story.reset().ended());
      Story longLived = Story.reset();
      longLived.end = Story.START + TimeUnit.HOURS.toNanos(1);
      recorder.events.ended(longLived.ended());
      assertThat(recorder.hasNoSpan()).isTrue();
      assertThat(recorder.values("websocket.spans.suppressed"))
          .containsExactly(
              entry(Map.of("websocket.role", "server", "websocket.stack", "netty"), 3L));
    }
  }
}
