// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.ObserverSettings.Report;
import dev.hangup.tap.Handshake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CloseLogTest {

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final FakeClock clock = new FakeClock();
  private final List<String> lines = new ArrayList<>();
  private final EndedConnection normal =
      SimulatedConnection.asServer()
          .peer("88 82 00000000 03e8")
          .self("88", "03e8")
          .localClose()
          .ended();
  private final EndedConnection abnormal = SimulatedConnection.asServer().peerResets().ended();

  private CloseLog log(Report report, String... settings) {
    Map<String, String> all = new HashMap<>();
    all.put("hangup.log", report == Report.NONE ? "off" : report.name());
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new CloseLog(
        ObserverSettings.read(all, Map.of(), lines::add),
        clock,
        lines::add,
        CloseLog.Words.AS_TOLD);
  }

  @Test
  void aLineSaysWhoHungUpAndWhy() {
    log(Report.ABNORMAL).ended(abnormal);

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d server netty /chat/\\{id} \\| the peer hung up: 1006 .*")
        .contains(abnormal.diagnosis().evidence(), abnormal.diagnosis().remediation())
        .doesNotContain("secret");
  }

  @Test
  void oneLineASecondIsTheMostAndTheNextOneCountsTheRest() {
    CloseLog log = log(Report.ABNORMAL);
    for (int i = 0; i < 4; i++) {
      log.ended(abnormal);
    }
    clock.pass(1);
    log.ended(abnormal);

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("3 closes left out");
  }

  @Test
  void howManyLinesASecondIsASetting() {
    CloseLog log = log(Report.ALL, "hangup.log.lines.per.second", "3");
    for (int i = 0; i < 10; i++) {
      log.ended(normal);
    }
    assertThat(lines).hasSize(3);
    clock.pass(1);
    for (int i = 0; i < 10; i++) {
      log.ended(normal);
    }
    assertThat(lines).hasSize(6);
    assertThat(lines.get(3)).endsWith("(7 closes left out before this one)");
    log.shutDown();
    assertThat(lines.get(6))
        .isEqualTo(
            "7 closes left out at the end: hangup.log.lines.per.second is 3, hangup.log=off is for"
                + " none");
  }

  @Test
  void whoWantsAllGetsAllOfAnOrdinarySecond() {
    CloseLog log = log(Report.ALL);
    for (int i = 0; i < 50; i++) {
      log.ended(normal);
    }
    assertThat(lines).hasSize(50);
  }

  @Test
  void theReasonInTheFirstCloseFrameIsOnTheLine() {
    EndedConnection told =
        SimulatedConnection.asServer()
            .peer("88 87 00000000 0fa1 6120627965")
            .self("88", "03e8 6f74686572")
            .localClose()
            .ended();
    log(Report.ALL).ended(told);

    assertThat(lines.get(0))
        .containsPattern("the peer hung up: 4001 [^|]*, application \\| reason: a bye \\| ")
        .doesNotContain("other");
  }

  @Test
  void noReasonIsOnTheLineWhereItIsNotKept() {
    ObserverSettings discreet =
        ObserverSettings.read(Map.of("hangup.capture.reason", "false"), Map.of(), lines::add);
    SimulatedConnection conversation =
        SimulatedConnection.begun(Handshake.asServer("netty").target("/chat"), discreet);
    conversation.wire.opened();
    log(Report.ALL).ended(conversation.peer("88 87 00000000 0fa1 6120627965").localClose().ended());

    assertThat(lines.get(0)).doesNotContain("reason:").doesNotContain("a bye");
  }

  @Test
  void theLineIsInTheLanguageOfWhoeverReadsIt() {
    ObserverSettings japanese =
        ObserverSettings.read(Map.of("hangup.language", "ja"), Map.of(), lines::add);
    Observation both =
        new Observation(japanese, clock, new RecordedEvents(), lines::add, lines::add, false, true);
    both.events().ended(abnormal);

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains(abnormal.diagnosis().remediation());
  }

  @Test
  void inAFileALineHasItsDay() {
    log(Report.ABNORMAL, "hangup.log.to", "closes.log").ended(abnormal);

    assertThat(lines.get(0))
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} server .*");
  }

  @Test
  void whereTheFormatIsJsonWhatIsLeftOutIsJsonToo() {
    CloseLog log = log(Report.ABNORMAL, "hangup.log.format", "json");
    log.ended(abnormal);
    log.ended(abnormal);
    log.shutDown();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .matches("\\{\"time\":\"[^\"]+\",\"level\":\"WARN\",\"message\":\"[^\"]+\"}");
    assertThat(lines.get(1)).startsWith("{\"time\":").contains("1 close left out at the end");
  }

  @Test
  void aLineOfJsonWaitsForWhoKnowsItsTrace() {
    List<EndLine> given = new ArrayList<>();
    json(new ForwardedEvents(new RecordedEvents()) {
          @Override
          public void ended(EndedConnection connection, EndLine line) {
            given.add(line);
          }
        })
        .events()
        .ended(abnormal);
    assertThat(lines).isEmpty();

    given.get(0).write("{with the trace}");
    given.get(0).write("{twice}");
    given.get(0).writePlain();
    assertThat(lines).containsExactly("{with the trace}");
  }

  @Test
  void aLineOfJsonIsWrittenWhereTelemetryFails() {
    Observation unlucky =
        json(
            new ForwardedEvents(new RecordedEvents()) {
              @Override
              public void ended(EndedConnection connection, EndLine line) {
                throw new IllegalStateException();
              }
            });
    unlucky.events().ended(abnormal);

    assertThat(lines).filteredOn(line -> line.startsWith("{\"time\":")).hasSize(1);
    assertThat(unlucky.suppressedFailures().count()).isEqualTo(1);
  }

  @Test
  void aLineOfJsonIsWrittenWhereTelemetryKnowsNothingOfLines() {
    json(new RecordedEvents()).events().ended(abnormal);

    assertThat(lines).singleElement().asString().startsWith("{\"time\":");
  }

  @Test
  void anEndWithoutALineIsToldAllTheSame() {
    RecordedEvents events = new RecordedEvents();
    Observation both = json(events);
    both.events().ended(normal);
    both.events().ended(abnormal);
    both.events().ended(abnormal);

    assertThat(lines).hasSize(1);
    assertThat(events.ended).hasSize(3);
  }

  private Observation json(ConnectionEvents telemetry) {
    return new Observation(
        ObserverSettings.read(Map.of("hangup.log.format", "json"), Map.of(), lines::add),
        clock,
        telemetry,
        lines::add,
        false);
  }

  @Test
  void theLastOnesLeftOutAreToldAtTheEnd() {
    CloseLog log = log(Report.ABNORMAL);
    log.ended(abnormal);
    log.ended(abnormal);
    log.shutDown();
    log.shutDown();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("1 close left out at the end");
  }

  @Test
  void theSettingDecidesWhatIsWorthALine() {
    log(Report.ABNORMAL).ended(normal);
    log(Report.NONE).ended(abnormal);
    assertThat(lines).isEmpty();

    log(Report.ALL).ended(normal);
    assertThat(lines).hasSize(1);
  }

  @Test
  void aLineNamesTheConnectionAsBothEndsDo() {
    EndedConnection ended =
        SimulatedConnection.open(
                Handshake.asServer("netty")
                    .target("/")
                    .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="))
            .peerResets()
            .ended();
    log(Report.ABNORMAL).ended(ended);

    assertThat(lines.get(0)).endsWith(" | id b37a4f2cc0624f1690f64606cf385945");
  }

  @Test
  void aLineStaysOneLineWhateverThePeerSends() {
    EndedConnection ended =
        SimulatedConnection.open(
                Handshake.asServer("netty").target("/a\u0085b\u009b2J\u2028c\u202e\r\nd/\ud800"))
            .peer("88 8b 00000000 0fa0 0a1b5b324ac285c29b")
            .localClose()
            .ended();
    log(Report.ALL).ended(ended);

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains("/ab2Jcd |");
    assertThat(lines.get(0).codePoints())
        .noneMatch(
            point ->
                Character.isISOControl(point)
                    || point == 0x2028
                    || point == 0x202e
                    || Character.getType(point) == Character.SURROGATE);
  }

  private static FailedHandshake failed(int status) {
    SimulatedConnection conversation =
        SimulatedConnection.begun(
            Handshake.asServer("netty").target("/chat").header("sec-websocket-key", KEY));
    conversation.wire.refused(status, null);
    return conversation.events.failed.get(0);
  }

  @Test
  void aFailedHandshakeHasALineOfItsOwn() {
    FailedHandshake refused = failed(404);
    log(Report.ABNORMAL).failed(refused);

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d server netty - \\| the upgrade failed: 404, not_found \\| .*")
        .contains(refused.diagnosis().evidence(), refused.diagnosis().remediation())
        .endsWith(" | id b37a4f2cc0624f1690f64606cf385945");

    log(Report.ABNORMAL).failed(failed(0));
    assertThat(lines.get(1)).contains("| the upgrade failed: no answer, other |");
  }

  /** Every stranger can have an upgrade refused: that must not hide how connections end. */
  @Test
  void failedHandshakesLeaveHalfOfTheLinesToCloses() {
    CloseLog log = log(Report.ABNORMAL);
    for (int second = 0; second < 6; second++) {
      for (int i = 0; i < 4; i++) {
        log.failed(failed(404));
      }
      log.ended(abnormal);
      clock.pass(1);
    }

    assertThat(lines).hasSize(6);
    assertThat(lines).filteredOn(line -> line.contains("the peer hung up")).hasSize(3);
    assertThat(lines.get(2)).endsWith(" (7 failed handshakes left out before this one)");
    log.shutDown();
    assertThat(lines.get(6)).startsWith("7 failed handshakes left out at the end: ");
  }

  @Test
  void withoutALogThereIsNoLineOfThem() {
    log(Report.NONE).failed(failed(404));

    assertThat(lines).isEmpty();
  }
}
