// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest {

  private static final String LINE =
      """
      {"time":"2026-11-28T10:00:00.500Z","level":"WARN","event.name":"websocket.close",\
      "span_id":"00000000000000aa","websocket.close.code":1006,"websocket.close.cause":"peer_eof",\
      "websocket.close.initiator":"remote","websocket.close.evidence":"FIN","websocket.role":"server",\
      "websocket.connection.id":"0123456789abcdef0123456789abcdef","websocket.extensions":["a"],\
      "http.route":"/chat","websocket.idle_before_close":1.5E-4,"websocket.frames.sent":7}
      """;

  private static final String OTLP =
      """
      {"resourceSpans":[{"scopeSpans":[{"scope":{"name":"dev.hangup"},"spans":[\
      {"traceId":"01","spanId":"a1","parentSpanId":"","name":"GET /","kind":2,"attributes":[]},\
      {"traceId":"01","spanId":"a2","parentSpanId":"a0","name":"WS /chat","kind":3,\
      "startTimeUnixNano":"1795860000000000000","endTimeUnixNano":"1795860060500000000",\
      "attributes":[{"key":"websocket.close.code","value":{"intValue":"1006"}},\
      {"value":{"stringValue":"0123456789abcdef0123456789abcdef"},"key":"websocket.connection.id"},\
      {"key":"websocket.observation.incomplete","value":{"boolValue":true}},\
      {"key":"websocket.extensions","value":{"arrayValue":{"values":[{"stringValue":"a"}]}}},\
      {"key":"websocket.idle_before_close","value":{"doubleValue":60.1}}],"events":[{"name":"x"}]}]}],\
      "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"chat"}}]}}]}
      """;

  /** As Jaeger answers: processes after spans, times in microseconds. */
  private static final String JAEGER =
      """
      {
          "data": [
              {
                  "traceID": "01",
                  "spans": [
                      {
                          "traceID": "01",
                          "spanID": "a3",
                          "operationName": "WS /chat close",
                          "references": [
                              {
                                  "refType": "CHILD_OF",
                                  "traceID": "01",
                                  "spanID": "a2"
                              }
                          ],
                          "startTime": 1795860000000000,
                          "duration": 60500000,
                          "tags": [
                              {
                                  "key": "websocket.close.code",
                                  "type": "int64",
                                  "value": 1006
                              },
                              {
                                  "key": "websocket.connection.id",
                                  "type": "string",
                                  "value": "0123456789abcdef0123456789abcdef"
                              },
                              {
                                  "key": "span.kind",
                                  "type": "string",
                                  "value": "client"
                              }
                          ],
                          "logs": [],
                          "processID": "p1",
                          "warnings": null
                      }
                  ],
                  "processes": {
                      "p1": {
                          "serviceName": "chat",
                          "tags": []
                      }
                  },
                  "warnings": null
              }
          ],
          "total": 0,
          "limit": 0,
          "errors": null
      }
      """;

  private final List<End> ends = new ArrayList<>();

  private Export read(String text) {
    return read(new StringReader(text));
  }

  private Export read(Reader text) {
    try {
      return Export.read("export", text, ends::add);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLineOfTheConsoleIsAnEnd() {
    read(LINE);
    End end = ends.get(0);
    assertThat(end.isServer()).isTrue();
    assertThat(end.id()).isEqualTo(Told.ID);
    assertThat(end.code()).isEqualTo(1006);
    assertThat(end.cause()).isEqualTo("peer_eof");
    assertThat(end.where()).isEqualTo("/chat");
    assertThat(end.silence()).isEqualTo(1.5E-4);
    assertThat(end.framesSent()).isEqualTo(7);
    assertThat(end.sentCode()).isEqualTo(-1);
    assertThat(end.endEpochNanos()).isEqualTo(1_795_860_000_500_000_000L);
    assertThat(end.lived()).isEqualTo(-1);
  }

  @Test
  void aSpanInOtlpIsAnEnd() {
    read(OTLP);
    End end = ends.get(0);
    assertThat(ends).hasSize(1);
    assertThat(end.isServer()).isFalse();
    assertThat(end.id()).isEqualTo(Told.ID);
    assertThat(end.service()).isEqualTo("chat");
    assertThat(end.lostSight()).isTrue();
    assertThat(end.lived()).isEqualTo(60.5);
    assertThat(end.silence()).isEqualTo(60.1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"batches", "resourceSpans"})
  void whatTempoAndJaegersThirdApiAnswerIsOtlpToo(String member) {
    String spans = OTLP.strip().replace("resourceSpans", member);
    read("{\"result\":" + spans + "}\n{\"trace\":" + spans + "}\n" + spans);
    assertThat(ends).hasSize(3).allMatch(end -> end.service().equals("chat"));
  }

  @Test
  void aLogRecordIsAnEnd() {
    read(
        """
        {"resourceLogs":[{"resource":{"attributes":[]},"scopeLogs":[{"logRecords":[
         {"timeUnixNano":"5000000","eventName":"websocket.close","body":{"stringValue":"x"},
          "attributes":[{"key":"websocket.close.code","value":{"intValue":"1000"}},
           {"key":"websocket.role","value":{"stringValue":"client"}}],"traceId":"01","spanId":"a3"}]}]}]}
        """);
    assertThat(ends).singleElement().matches(end -> !end.isServer() && end.code() == 1000);
    assertThat(ends.get(0).endEpochNanos()).isEqualTo(5_000_000);
  }

  @Test
  void whatJaegerAnswersIsRead() {
    read(JAEGER);
    End end = ends.get(0);
    assertThat(end.isServer()).isFalse();
    assertThat(end.service()).isEqualTo("chat");
    assertThat(end.lived()).isEqualTo(60.5);
    assertThat(end.endEpochNanos()).isEqualTo(1_795_860_060_500_000_000L);
  }

  @Test
  void kindsMayBeMixedWithLinesOfText() {
    Export export =
        read("hangup: version 1\n\nException in thread\n" + LINE + "\tat x\n" + OTLP + JAEGER);
    assertThat(ends).hasSize(3);
    assertThat(export.otherLines()).isEqualTo(3);
    assertThat(export.brokenLines()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"a\":",
        "{\"a\":[",
        "{\"a\":[1,",
        "{\"resourceSpans\":[",
        "{\"a\":\"b",
        "{\"a\":\"b\\",
        "{\"a\":tru",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":'b'}",
        "{\"a\":\"\\u00g0\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\t\"}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1,}",
        "[1,]",
        "{\"a\":[1}",
      })
  void aBrokenLineIsNamedAndTheRestIsRead(String broken) {
    Export export = read(LINE + broken + "\n" + LINE + OTLP);
    assertThat(ends).hasSize(3);
    assertThat(export.brokenLines()).isEqualTo(1);
    assertThat(export.broken()).singleElement().asString().startsWith("line 2: ");
  }

  @Test
  void aBrokenDocumentOfManyLinesIsOneAndTheNextIsRead() {
    String broken = JAEGER.substring(0, JAEGER.indexOf("\"operationName\""));
    Export export = read(broken + "\n" + JAEGER + LINE);
    assertThat(ends).hasSize(2);
    assertThat(export.broken()).singleElement().asString().startsWith("line 1: ");
  }

  @Test
  void whatABrokenLineToldBeforeItBrokeIsUsed() {
    Export export = read(OTLP.substring(0, OTLP.indexOf("\"resource\"")) + "\n" + LINE);
    assertThat(export.brokenLines()).isEqualTo(1);
    assertThat(ends).hasSize(2);
  }

  @Test
  void onlySomeBrokenLinesAreNamedAndAllAreCounted() {
    Export export = read("{\"a\n".repeat(1000));
    assertThat(export.brokenLines()).isEqualTo(1000);
    assertThat(export.broken()).hasSize(5);
  }

  @Test
  void anArrayOfDocumentsMayBeginLinesWithBraces() {
    Export export = read("[\n" + LINE.strip() + ",\n" + LINE.strip() + "\n]\n" + LINE);
    assertThat(export.brokenLines()).isZero();
    assertThat(ends).hasSize(3);
  }

  @Test
  void depthIsBounded() {
    Export export = read("{\"a\":" + "[".repeat(100_000) + "\n" + LINE);
    assertThat(export.broken()).containsExactly("line 1: it is more than 100 levels deep");
    assertThat(ends).hasSize(1);
  }

  @Test
  void aTextIsKeptToABound() {
    read(LINE.replace("\"FIN\"", "\"" + "x".repeat(1_000_000) + "\""));
    assertThat(ends.get(0).evidence()).hasSize(2_048);
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() {
    read(LINE.replace("\"FIN\"", "\"a\\u001b[31mb\\u202ec\\nd\""));
    assertThat(ends.get(0).evidence()).isEqualTo("a[31mbcd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceSpans\":7}",
        "{\"resourceSpans\":[7,[8],\"x\",null]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":{}}],\"resource\":[]}]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"attributes\":{\"key\":1},\"spanId\":{}}]}]}]}",
        "{\"data\":{\"spans\":[]}}",
        "{\"data\":[{\"spans\":[{\"tags\":[{\"key\":[],\"value\":{}}],\"references\":[{\"refType\":[]}]}],\"processes\":{\"p\":1}}]}",
        "{\"result\":[1]}",
        "{\"time\":{},\"span_id\":[]}",
      })
  void membersOfOtherTypesAreNoEnd(String line) {
    Export export = read(line + "\n" + LINE);
    assertThat(export.brokenLines()).isZero();
    assertThat(ends).hasSize(1);
  }

  @Test
  void anEndIsToldBySpansLogsAndLinesAndIsOne() {
    Ends both = new Ends();
    read(OTLP + OTLP + JAEGER);
    ends.forEach(both::add);
    assertThat(both.unpaired()).hasSize(1);
    assertThat(both.repeated()).isEmpty();
    // The span of the close tells less than that of the connection.
    assertThat(both.unpaired().get(0).silence()).isEqualTo(60.1);
  }

  @Test
  void aConnectionIsAPairOrNotPairedOrToldTooOften() {
    Ends all = new Ends();
    String other = "fedcba9876543210fedcba9876543210";
    read(LINE);
    read(LINE.replace("server", "client").replace("00aa", "00bb"));
    read(LINE.replace(Told.ID, other));
    ends.forEach(all::add);
    assertThat(all.pairs()).singleElement().matches(pair -> pair.server().id().equals(Told.ID));
    assertThat(all.unpaired()).extracting(End::id).containsExactly(other);
    assertThat(all.repeated()).isEmpty();

    ends.clear();
    read(LINE.replace(Told.ID, other).replace("00aa", "00cc").replace("10:00", "11:00"));
    ends.forEach(all::add);
    assertThat(all.unpaired()).isEmpty();
    assertThat(all.repeated()).singleElement().matches(told -> told.get(0).id().equals(other));
  }

  @Test
  void endsWithoutAnIdAreCounted() {
    Ends all = new Ends();
    read(LINE.replace("websocket.connection.id", "other.id"));
    ends.forEach(all::add);
    assertThat(all.withoutId()).isEqualTo(1);
    assertThat(all.unpaired()).isEmpty();
  }

  @Test
  void thereIsRoomForSoManyConnectionsAndForTheOtherEndOfEach() {
    Ends few = new Ends(1);
    read(
        LINE
            + LINE.replace("server", "client")
            + LINE.replace(Told.ID, "1")
            + LINE.replace(Told.ID, "2"));
    ends.forEach(few::add);
    assertThat(few.pairs()).hasSize(1);
    assertThat(few.leftOut()).isEqualTo(2);
  }
}
