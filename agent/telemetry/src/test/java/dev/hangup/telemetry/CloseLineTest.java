// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hangup.close.HandshakeCause;
import dev.hangup.observer.Clock;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.JsonLine;
import dev.hangup.observer.Observation;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CloseLineTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final Context INSIDE =
      Context.root()
          .with(
              Span.wrap(
                  SpanContext.create(
                      TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault())));

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  /** One object, on one line, with signs that every character set has. */
  private static Map<String, Object> read(String line) {
    assertThat(line).matches("[\\x20-\\x7e]+");
    try {
      return STRICT.readValue(line, new TypeReference<TreeMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  private static Map<String, Object> told(Story story, long skipped) {
    return read(CloseLine.of(story.ended(), INSIDE, ObserverSettings.DEFAULTS, skipped));
  }

  @Test
  void aLineHasWhatTheSpanHas() {
    Story story = Story.reset().withConnectionId();
    story.handshake.peer(Story.peer()).extensions("permessage-deflate, x; y=\"a,b\"");
    try (Recorder recorder = new Recorder()) {
      recorder.events.ended(story.ended());
      Map<String, Object> line = told(story, 0);

      assertThat(line)
          .containsEntry("time", "2023-11-14T22:13:32.500Z")
          .containsEntry("level", "WARN")
          .containsEntry("event.name", "websocket.close")
          .containsEntry("message", "TCP reset by peer | look at the peer")
          .containsEntry("trace_id", TRACE)
          .containsEntry("span_id", SPAN);
      line.keySet()
          .removeAll(List.of("time", "level", "event.name", "message", "trace_id", "span_id"));
      assertThat(line).isEqualTo(Recorder.plain(recorder.span().getAttributes()));
    }
  }

  @Test
  void aLostPeerIsOneLineWithWhatItsRecordHas() {
    try (Recorder recorder = new Recorder()) {
      recorder.events.peerLost(Story.peerLost(40, "/chat", "/feed"));
      Map<String, Object> told =
          read(
              CloseLine.of(
                  Story.peerLost(40, "/chat", "/feed"),
                  ObserverSettings.read(Map.of(), Map.of(), warning -> {}),
                  0));
      assertThat(told)
          .containsEntry("event.name", "websocket.peer.lost")
          .containsEntry("level", "WARN")
          .containsEntry(
              "message", "40 connections ended together: TCP reset by peer | look at the peer")
          .containsAllEntriesOf(Recorder.plain(recorder.record().getAttributes()));
    }
  }

  @Test
  void anUpgradeThatFailedHasALineWithWhatItsSpanHas() {
    Story story = Story.reset().withConnectionId();
    try (Recorder recorder = new Recorder()) {
      FailedHandshake failed = story.refused(403, HandshakeCause.ORIGIN_REFUSED);
      recorder.events.handshakeFailed(failed);
      Map<String, Object> line = read(CloseLine.of(failed, INSIDE, ObserverSettings.DEFAULTS, 3));

      assertThat(line)
          .containsEntry("time", "2023-11-14T22:13:32.500Z")
          .containsEntry("level", "WARN")
          .containsEntry("event.name", "websocket.handshake.failed")
          .containsEntry("message", "TCP reset by peer | look at the peer")
          .containsEntry("trace_id", TRACE)
          .containsEntry("span_id", SPAN)
          .containsEntry("websocket.log.lines.suppressed", 3L);
      line.keySet()
          .removeAll(
              List.of(
                  "time",
                  "level",
                  "event.name",
                  "message",
                  "trace_id",
                  "span_id",
                  "websocket.log.lines.suppressed"));
      assertThat(line).isEqualTo(Recorder.plain(recorder.span().getAttributes()));
    }
  }

  @Test
  void aLineSaysHowManyHadNone() {
    assertThat(told(Story.reset(), 0)).doesNotContainKey("websocket.log.lines.suppressed");
    assertThat(told(Story.reset(), 7)).containsEntry("websocket.log.lines.suppressed", 7L);
  }

  @Test
  void withoutATraceNoIdIsMadeUp() {
    Map<String, Object> line =
        read(CloseLine.of(Story.reset().ended(), Context.root(), ObserverSettings.DEFAULTS, 0));

    assertThat(line).doesNotContainKeys("trace_id", "span_id");
  }

  static List<String> hostile() {
    return List.of(
        "\"},{\"level\":\"INFO\"",
        "\\",
        "\\\"",
        "a\nb\r\tc\u0000\u0007\u001b[2J",
        "\u007f\u0085\u009b",
        "\u2028 and \u2029",
        "\u202e\u200f",
        "\ud83d\ude00",
        "caf\u00e9 \u4f60\u597d",
        "</script>");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatAPeerWroteComesOutAsItIs(String text) {
    Story story = Story.reset();
    story.evidence = text;

    Map<String, Object> line = told(story, 0);
    assertThat(line).containsEntry("websocket.close.evidence", text);
    assertThat(read(new JsonLine().put(text, text).put("x", List.of(text, text)).toString()))
        .isEqualTo(Map.of(text, text, "x", List.of(text, text)));
  }

  /** Half of a pair is no character; strict parsers refuse the line. */
  @ParameterizedTest
  @MethodSource("halves")
  void halfAPairIsReplaced(String text) {
    assertThat(read(new JsonLine().put("x", text).toString()))
        .containsEntry("x", text.replaceAll("[\ud800-\udfff]", "\ufffd"));
  }

  static List<String> halves() {
    return List.of("\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d", "end\ud800");
  }

  @Test
  void aNumberThatIsNoneIsNull() {
    assertThat(
            read(new JsonLine()
                    .put("a", Double.NaN)
                    .put("b", Double.POSITIVE_INFINITY)
                    .put("c", 1.0e-7)
                    .put("d", Long.MIN_VALUE)
                    .put("e", true)
                    .put("f", List.of())
                    .toString())
                .toString())
        .isEqualTo("{a=null, b=null, c=1.0E-7, d=-9223372036854775808, e=true, f=[]}");
  }

  /** All the way from the observer. */
  @Test
  void theLineIsWrittenWithTheIdsOfTheSpan() {
    List<String> lines = new ArrayList<>();
    try (Recorder recorder = new Recorder()) {
      Wire wire = handshake(recorder, lines);
      wire.opened();
      wire.readFailed(new SocketException("Connection reset"));
      wire.closed();

      assertThat(lines).hasSize(1);
      assertThat(read(lines.get(0)))
          .containsEntry("websocket.close.cause", "peer_reset")
          .containsEntry("trace_id", recorder.span().getTraceId())
          .containsEntry("span_id", recorder.span().getSpanId());
    }
  }

  @Test
  void soIsThatOfAnUpgradeThatFailed() {
    List<String> lines = new ArrayList<>();
    try (Recorder recorder = new Recorder()) {
      handshake(recorder, lines).refused(404, null);

      assertThat(lines).hasSize(1);
      assertThat(read(lines.get(0)))
          .containsEntry("websocket.handshake.cause", "not_found")
          .containsEntry("http.response.status_code", 404L)
          .containsEntry("trace_id", recorder.span().getTraceId())
          .containsEntry("span_id", recorder.span().getSpanId());
    }
  }

  private static Wire handshake(Recorder recorder, List<String> lines) {
    return new Observation(
            ObserverSettings.read(Map.of("hangup.log.format", "json"), Map.of(), lines::add),
            Clock.SYSTEM,
            recorder.events,
            lines::add,
            false)
        .handshake(Handshake.asServer("netty").target("/chat"));
  }
}
