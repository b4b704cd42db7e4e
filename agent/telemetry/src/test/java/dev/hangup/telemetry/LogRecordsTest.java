// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis.Initiator;
import dev.hangup.close.HandshakeCause;
import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.Series;
import dev.hangup.tap.Handshake;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRecordsTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String SUPPRESSED = "websocket.log.records.suppressed";

  private static Recorder recorder(String... settings) {
    return recorder(Sampler.parentBased(Sampler.alwaysOn()), settings);
  }

  private static Recorder recorder(Sampler sampler, String... settings) {
    Map<String, String> all = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new Recorder(all, sampler);
  }

  @Test
  void anAbnormalEndIsOneRecordWithAllThatItsSpanHas() {
    try (Recorder recorder = recorder()) {
      Story story = Story.reset().withConnectionId();
      story.handshake.peer(Story.peer()).extensions("permessage-deflate");
      recorder.events.ended(story.ended());

      LogRecordData record = recorder.record();
      assertThat(record.getEventName()).isEqualTo("websocket.close");
      assertThat(record.getInstrumentationScopeInfo().getName()).isEqualTo("dev.hangup");
      assertThat(record.getBodyValue().asString())
          .isEqualTo("TCP reset by peer | look at the peer");
      assertThat(record.getSeverity()).isEqualTo(Severity.WARN);
      assertThat(record.getSeverityText()).isEqualTo("WARN");
      assertThat(record.getTimestampEpochNanos()).isEqualTo(Story.END);
      assertThat(Recorder.plain(record.getAttributes()))
          .isEqualTo(Recorder.plain(recorder.span().getAttributes()));
      assertThat(Recorder.plain(record.getAttributes()))
          .containsEntry("error.type", "peer_reset")
          .containsEntry("websocket.connection.id", Story.CONNECTION_ID);
      assertThat(record.getSpanContext()).isEqualTo(recorder.span().getSpanContext());
    }
  }

  @Test
  void aRecordHasTheHandbooksPageOfItsCause() {
    try (Recorder recorder = recorder("hangup.help.url", "https://example.org")) {
      recorder.events.ended(Story.reset().ended());
      recorder.events.peerLost(Story.peerLost(3, "/chat"));
      recorder.events.handshakeFailed(Story.clean().refused(404, HandshakeCause.NOT_FOUND));

      assertThat(
              recorder.records().stream()
                  .map(record -> record.getAttributes().get(AttributeNames.CLOSE_HELP)))
          .containsExactly(
              "https://example.org/en/cause/peer_reset.html",
              "https://example.org/en/cause/peer_restart.html",
              null);
    }
  }

  @ParameterizedTest
  @CsvSource({"abnormal, 0, 1, 1", "all, 1, 1, 1", "off, 0, 0, 0"})
  void theLogsSettingSaysWhichEndsAreRecords(String log, int clean, int abnormal, int refused) {
    try (Recorder recorder = recorder("hangup.log", log)) {
      recorder.events.ended(Story.clean().ended());
      assertThat(recorder.records()).hasSize(clean);
      recorder.events.ended(Story.reset().ended());
      assertThat(recorder.records()).hasSize(abnormal);
      recorder.events.handshakeFailed(Story.clean().refused(404, HandshakeCause.NOT_FOUND));
      assertThat(recorder.records()).hasSize(refused);
    }
  }

  @Test
  void ofManyThatEndTogetherThereIsOneRecord() {
    try (Recorder recorder = recorder()) {
      recorder.events.peerLost(Story.peerLost(3, "/chat", "/feed"));
      for (int i = 0; i < 3; i++) {
        Story story = Story.reset().together(3);
        story.cause = Cause.PEER_RESTART;
        recorder.events.ended(story.ended().asOneOfMany());
      }

      LogRecordData record = recorder.record();
      assertThat(record.getEventName()).isEqualTo("websocket.peer.lost");
      assertThat(record.getSeverity()).isEqualTo(Severity.WARN);
      assertThat(record.getBodyValue().asString())
          .isEqualTo("3 connections ended together: TCP reset by peer | look at the peer");
      assertThat(Recorder.plain(record.getAttributes()))
          .containsEntry("websocket.close.together", 3L)
          .containsEntry("network.peer.address", "203.0.113.7")
          .containsEntry("websocket.peer.routes", List.of("/chat", "/feed"))
          .containsEntry("websocket.close.cause", "peer_restart");
      assertThat(recorder.spans()).hasSize(3);
      assertThat(recorder.spans())
          .allSatisfy(
              span ->
                  assertThat(Recorder.plain(span.getAttributes()))
                      .containsEntry("websocket.close.together", 3L));
    }
  }

  @ParameterizedTest
  @CsvSource({"hangup.log, off, 0, false", "hangup.capture.client, false, 1, false"})
  void whatIsNotWantedOfALostPeerIsNotTold(
      String setting, String value, int records, boolean address) {
    try (Recorder recorder = recorder(setting, value)) {
      recorder.events.peerLost(Story.peerLost(3));
      assertThat(recorder.records()).hasSize(records);
      for (LogRecordData record : recorder.records()) {
        assertThat(Recorder.plain(record.getAttributes()).containsKey("network.peer.address"))
            .isEqualTo(address);
      }
    }
  }

  @Test
  void aRemedyThatIsNotThereLeavesNothingBehind() {
    try (Recorder recorder = recorder("hangup.log", "all")) {
      Story story = Story.clean();
      story.remediation = "";
      recorder.events.ended(story.ended());

      LogRecordData record = recorder.record();
      assertThat(record.getBodyValue().asString()).isEqualTo("both sides said 1000");
      assertThat(record.getSeverity()).isEqualTo(Severity.INFO);
    }
  }

  @Test
  void theBodyIsOneLineWhateverItsPartsAre() {
    try (Recorder recorder = recorder()) {
      Story story = Story.reset();
      story.evidence = "one\r\ntwo\u2028three";
      recorder.events.ended(story.ended());

      assertThat(recorder.record().getBodyValue().asString())
          .isEqualTo("onetwothree | look at the peer");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PEER_RESET, REMOTE, WARN",
    "PEER_EOF, REMOTE, WARN",
    "IDLE_DROP, REMOTE, WARN",
    "WRITE_FAILED, REMOTE, WARN",
    "UNREACHABLE, UNKNOWN, WARN",
    "CLOSE_TIMEOUT, LOCAL, WARN",
    "PING_TIMEOUT, LOCAL, WARN",
    "SLOW_CONSUMER, LOCAL, WARN",
    "HEARTBEAT_LOST, LOCAL, WARN",
    "TLS, UNKNOWN, WARN",
    "LOCAL_ABORT, LOCAL, ERROR",
    "INTERNAL_ERROR, LOCAL, ERROR",
    "INTERNAL_ERROR, REMOTE, WARN",
    "MESSAGE_TOO_BIG, LOCAL, WARN",
    "MESSAGE_TOO_BIG, REMOTE, ERROR",
    "PROTOCOL_ERROR, LOCAL, WARN",
    "PROTOCOL_ERROR, REMOTE, ERROR",
    "INVALID_PAYLOAD, REMOTE, ERROR",
    "BAD_GATEWAY, LOCAL, ERROR",
    "BAD_GATEWAY, REMOTE, WARN",
    ", UNKNOWN, WARN",
  })
  void severityIsWhoseFaultItIs(@Nullable Cause cause, Initiator initiator, Severity severity) {
    try (Recorder recorder = recorder()) {
      Story story = Story.reset();
      story.cause = cause;
      story.initiator = initiator;
      recorder.events.ended(story.ended());

      assertThat(recorder.record().getSeverity()).isEqualTo(severity);
    }
  }

  @Test
  void anExceptionOfTheHandlersIsThisSidesFaultWhoeverHungUp() {
    try (Recorder recorder = recorder()) {
      Story story = Story.reset();
      story.cause = Cause.INTERNAL_ERROR;
      story.handlerFailure = "java.lang.IllegalStateException";
      recorder.events.ended(story.ended());

      assertThat(recorder.record().getSeverity()).isEqualTo(Severity.ERROR);
    }
  }

  @Test
  void aPeerThatMissedThisSidesAnswersIsNotAtFault() {
    try (Recorder recorder = recorder()) {
      Story story = Story.reset();
      story.cause = Cause.PING_TIMEOUT;
      story.received = new Account.CloseFrame(1011, "keepalive ping timeout", 0, null);
      recorder.events.ended(story.ended());

      assertThat(recorder.record().getSeverity()).isEqualTo(Severity.ERROR);
    }
  }

  @Test
  void withoutSpansARecordIsInTheContextOfTheRequest() {
    try (Recorder recorder = recorder("hangup.spans", "none")) {
      recorder.events.ended(under("01").ended());

      assertThat(recorder.hasNoSpan()).isTrue();
      LogRecordData record = recorder.record();
      assertThat(record.getSpanContext().getTraceId()).isEqualTo(TRACE);
      assertThat(record.getSpanContext().getSpanId()).isEqualTo(PARENT);
      assertThat(record.getSpanContext().isSampled()).isTrue();
    }
  }

  @Test
  void aTraceThatIsNotSampledHasItsRecordAllTheSame() {
    try (Recorder recorder = recorder()) {
      recorder.events.ended(under("00").ended());

      assertThat(recorder.hasNoSpan()).isTrue();
      LogRecordData record = recorder.record();
      assertThat(record.getSpanContext().getTraceId()).isEqualTo(TRACE);
      assertThat(record.getSpanContext().getSpanId()).isEqualTo(PARENT);
      assertThat(record.getSpanContext().isSampled()).isFalse();
    }
  }

  private static Story under(String flags) {
    Story story = Story.reset();
    story.handshake.header("traceparent", "00-" + TRACE + "-" + PARENT + "-" + flags);
    return story;
  }

  /** Of a trace of our own: both ends of the connection meet in it. */
  @Test
  void aTraceOfItsOwnThatIsNotSampledStillHasTheConnectionsId() {
    try (Recorder recorder = recorder(Sampler.alwaysOff())) {
      recorder.events.ended(Story.reset().withConnectionId().ended());

      assertThat(recorder.hasNoSpan()).isTrue();
      LogRecordData record = recorder.record();
      assertThat(record.getSpanContext().getTraceId()).isEqualTo(Story.CONNECTION_ID);
      assertThat(record.getSpanContext().isSampled()).isFalse();
    }
  }

  @Test
  void theRecordOfALongLivedConnectionIsInTheSpanOfItsClose() {
    try (Recorder recorder = recorder("hangup.span.close.after", "0")) {
      recorder.events.ended(Story.reset().ended());

      assertThat(recorder.spans())
          .filteredOn(span -> span.getName().equals("WS /chat close"))
          .singleElement()
          .satisfies(
              span ->
                  assertThat(span.getSpanContext()).isEqualTo(recorder.record().getSpanContext()));
    }
  }

  /**
   * OpenTelemetry's agent wraps the contexts of every API in the JVM, and such a context keeps no
   * span of another SDK.
   */
  @Test
  void aContextThatKeepsNoSpansOfOursStillLeadsToTheSpan() {
    try (Recorder recorder = recorder()) {
      Story story = Story.reset();
      story.handshake.context(
          new Picky(
              Context.root()
                  .with(
                      Span.wrap(
                          SpanContext.create(
                              TRACE, PARENT, TraceFlags.getSampled(), TraceState.getDefault())))));
      recorder.events.ended(story.ended());

      assertThat(recorder.span().getParentSpanId()).isEqualTo(PARENT);
      assertThat(recorder.record().getSpanContext().getSpanId())
          .isEqualTo(recorder.span().getSpanId());
    }
  }

  private record Picky(Context kept) implements Context {
    @Override
    public <V> @Nullable V get(ContextKey<V> key) {
      return kept.get(key);
    }

    @Override
    public <V> Context with(ContextKey<V> key, V value) {
      return value instanceof ReadableSpan ? this : new Picky(kept.with(key, value));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND, WARN",
    "500, HANDLER_FAILED, ERROR",
  })
  void aRefusedUpgradeIsARecord(int status, HandshakeCause why, Severity severity) {
    try (Recorder recorder = recorder()) {
      Story story = Story.clean();
      recorder.events.handshakeFailed(story.refused(status, why));

      LogRecordData record = recorder.record();
      assertThat(record.getEventName()).isEqualTo("websocket.handshake.failed");
      assertThat(record.getSeverity()).isEqualTo(severity);
      assertThat(record.getBodyValue().asString())
          .isEqualTo(story.evidence + " | " + story.remediation);
      assertThat(Recorder.plain(record.getAttributes()))
          .isEqualTo(Recorder.plain(recorder.span().getAttributes()));
      assertThat(Recorder.plain(record.getAttributes()))
          .containsEntry("error.type", why.id())
          .containsEntry("http.response.status_code", (long) status);
      assertThat(record.getSpanContext()).isEqualTo(recorder.span().getSpanContext());
    }
  }

  @Test
  void anUpgradeThatNobodyAnsweredIsARecord() {
    try (Recorder recorder = recorder()) {
      Story story = Story.clean();
      story.handshake = Handshake.asClient("netty");
      story.series = new Series(Role.CLIENT, "netty", null);
      recorder.events.handshakeFailed(story.refused(0, HandshakeCause.CONNECT_FAILED));

      LogRecordData record = recorder.record();
      assertThat(record.getSeverity()).isEqualTo(Severity.WARN);
      assertThat(record.getBodyValue().asString())
          .isEqualTo(story.evidence + " | " + story.remediation);
    }
  }

  @Test
  void inNoSecondAreThereMoreThanTheLimitAndTheNextOneSaysHowManyWereLeftOut() {
    try (Recorder recorder = recorder("hangup.log.records.per.second", "10")) {
      recorder.now = TimeUnit.MILLISECONDS.toNanos(900);
      ends(recorder, 6);
      recorder.now = TimeUnit.MILLISECONDS.toNanos(1100);
      ends(recorder, 6);
      assertThat(recorder.records()).hasSize(10).noneMatch(record -> suppressed(record) > 0);

      // The first six are a second old by now, the four after them are not.
      recorder.now = TimeUnit.MILLISECONDS.toNanos(1900);
      ends(recorder, 9);
      List<LogRecordData> later = recorder.records();
      assertThat(later).hasSize(6);
      assertThat(suppressed(later.get(0))).isEqualTo(2);
      assertThat(later.subList(1, 6)).noneMatch(record -> suppressed(record) > 0);
      assertThat(recorder.events.lastWord())
          .isEqualTo("3 log records left out at the end: hangup.log.records.per.second is 10");
    }
  }

  @Test
  void whatIsNotSoUrgentLeavesAQuarterOfTheRoom() {
    try (Recorder recorder = recorder("hangup.log", "all", "hangup.log.records.per.second", "8")) {
      for (int i = 0; i < 20; i++) {
        recorder.events.ended(Story.clean().ended());
        recorder.events.handshakeFailed(Story.clean().refused(404, HandshakeCause.NOT_FOUND));
      }
      assertThat(recorder.records()).hasSize(6);
      ends(recorder, 5);
      assertThat(recorder.records()).hasSize(2).allMatch(record -> isAbnormal(record));
      assertThat(recorder.events.lastWord()).startsWith("3 log records");
    }
  }

  @Test
  void noRecordsAtAllIsALimitToo() {
    try (Recorder recorder = recorder("hangup.log.records.per.second", "0")) {
      ends(recorder, 3);
      assertThat(recorder.records()).isEmpty();
      assertThat(recorder.spans()).hasSize(3);
    }
  }

  private static void ends(Recorder recorder, int number) {
    for (int i = 0; i < number; i++) {
      recorder.events.ended(Story.reset().ended());
    }
  }

  private static long suppressed(LogRecordData record) {
    return (Long) Recorder.plain(record.getAttributes()).getOrDefault(SUPPRESSED, 0L);
  }

  private static boolean isAbnormal(LogRecordData record) {
    return record.getSeverity() == Severity.WARN;
  }

  @Test
  void violationsAndLastFramesAreRecordsWhereThatIsWanted() {
    try (Recorder recorder = recorder("hangup.events", "log")) {
      recorder.events.ended(eventful().ended());

      List<LogRecordData> records = recorder.records();
      assertThat(names(records))
          .containsExactly("websocket.close", "websocket.violation", "websocket.frame");
      LogRecordData violation = records.get(1);
      assertThat(violation.getTimestampEpochNanos()).isEqualTo(Story.START + 1);
      assertThat(violation.getSeverity()).isEqualTo(Severity.WARN);
      assertThat(violation.getBodyValue().asString())
          .isEqualTo("the peer broke " + Story.RULE.id() + ": " + Story.RULE.explanation());
      assertThat(Recorder.plain(violation.getAttributes()))
          .containsEntry("websocket.violation.rule", Story.RULE.id())
          .containsEntry("websocket.violation.byte_offset", 9L)
          .containsEntry("http.route", "/chat")
          .containsEntry("websocket.connection.id", Story.CONNECTION_ID);
      LogRecordData frame = records.get(2);
      assertThat(frame.getTimestampEpochNanos()).isEqualTo(Story.START + 2);
      assertThat(frame.getSeverity()).isEqualTo(Severity.INFO);
      assertThat(frame.getBodyValue().asString()).isEqualTo("sent text frame of 5 bytes");
      assertThat(Recorder.plain(frame.getAttributes()))
          .containsEntry("websocket.frame.fin", true)
          .containsEntry("websocket.frame.size", 5L)
          .containsEntry("websocket.connection.id", Story.CONNECTION_ID);

      assertThat(recorder.span().getEvents()).isEmpty();
      assertThat(records)
          .allMatch(each -> each.getSpanContext().equals(recorder.span().getSpanContext()));
    }
  }

  @Test
  void bothIsBoth() {
    try (Recorder recorder = recorder("hangup.events", "both", "hangup.log", "off")) {
      recorder.events.ended(eventful().ended());

      assertThat(names(recorder.records()))
          .containsExactly("websocket.violation", "websocket.frame");
      assertThat(recorder.span().getEvents())
          .extracting(EventData::getName)
          .containsExactly("websocket.violation", "websocket.frame");
    }
  }

  @Test
  void spanIsTheSpanAlone() {
    try (Recorder recorder = recorder()) {
      recorder.events.ended(eventful().ended());

      assertThat(names(recorder.records())).containsExactly("websocket.close");
      assertThat(recorder.span().getEvents()).hasSize(2);
    }
  }

  @Test
  void eventsAreUnderTheSameLimitAndCounted() {
    try (Recorder recorder =
        recorder("hangup.events", "log", "hangup.log.records.per.second", "8")) {
      Story story = eventful();
      for (int i = 0; i < 30; i++) {
        story.frames.add(story.frames.get(0));
      }
      recorder.events.ended(story.ended());

      // The close, and what is not so urgent up to three quarters of the limit.
      assertThat(recorder.records()).hasSize(6);
      assertThat(recorder.events.lastWord()).startsWith("27 log records");
    }
  }

  private static Story eventful() {
    Story story = Story.reset().withConnectionId();
    story.violations =
        List.of(
            new EndedConnection.SeenViolation(
                true, new Violation(Story.RULE, Role.CLIENT, 3, 9, 1), Story.START + 1));
    story.frames =
        new ArrayList<>(List.of(new EndedConnection.SeenFrame(false, 0x81, 5, Story.START + 2)));
    return story;
  }

  private static List<String> names(List<LogRecordData> records) {
    return records.stream().map(LogRecordData::getEventName).toList();
  }
}
