// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Settings.Report;
import dev.hangup.tap.Handshake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseLogTest {

  private final FakeClock clock = new FakeClock();
  private final List<String> lines = new ArrayList<>();
  private final EndedConnection normal =
      Conversation.asServer().peer("88 82 00000000 03e8").self("88", "03e8").localClose().ended();
  private final EndedConnection abnormal = Conversation.asServer().peerResets().ended();

  @Test
  void aLineSaysWhoHungUpAndWhy() {
    new CloseLog(Report.ABNORMAL, clock, lines::add).ended(abnormal);

    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d server netty /chat/\\{id} \\| the peer hung up: 1006 .*")
        .contains(abnormal.diagnosis().evidence(), abnormal.diagnosis().remediation())
        .doesNotContain("secret");
  }

  @Test
  void oneLineASecondIsTheMostAndTheNextOneCountsTheRest() {
    CloseLog log = new CloseLog(Report.ABNORMAL, clock, lines::add);
    for (int i = 0; i < 4; i++) {
      log.ended(abnormal);
    }
    clock.pass(1);
    log.ended(abnormal);

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains("3 closes left out");
  }

  @Test
  void theLastOnesLeftOutAreToldAtTheEnd() {
    CloseLog log = new CloseLog(Report.ABNORMAL, clock, lines::add);
    log.ended(abnormal);
    log.ended(abnormal);
    log.shutDown();
    log.shutDown();

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("1 close left out at the end");
  }

  @Test
  void theSettingDecidesWhatIsWorthALine() {
    new CloseLog(Report.ABNORMAL, clock, lines::add).ended(normal);
    new CloseLog(Report.NONE, clock, lines::add).ended(abnormal);
    assertThat(lines).isEmpty();

    new CloseLog(Report.ALL, clock, lines::add).ended(normal);
    assertThat(lines).hasSize(1);
  }

  @Test
  void aLineNamesTheConnectionAsBothEndsDo() {
    EndedConnection ended =
        Conversation.open(
                Handshake.asServer("netty")
                    .target("/")
                    .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="))
            .peerResets()
            .ended();
    new CloseLog(Report.ABNORMAL, clock, lines::add).ended(ended);

    assertThat(lines.get(0)).endsWith(" | id b37a4f2cc0624f1690f64606cf385945");
  }

  @Test
  void aLineStaysOneLineWhateverThePeerSends() {
    EndedConnection ended =
        Conversation.open(
                Handshake.asServer("netty").target("/a\u0085b\u009b2J\u2028c\u202e\r\nd/\ud800"))
            .peer("88 8b 00000000 0fa0 0a1b5b324ac285c29b")
            .localClose()
            .ended();
    new CloseLog(Report.ALL, clock, lines::add).ended(ended);

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
}
