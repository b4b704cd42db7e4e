// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DrainReportTest {

  private final DrainReport report = new DrainReport();

  /** A connection that ends while the JVM goes down. */
  private void connection(Consumer<SimulatedConnection> end) {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(60);
    conversation.observation.goingDown();
    end.accept(conversation);
    report.ended(conversation.ended().account());
  }

  private void toldAndAnsweredAfter(double seconds) {
    connection(
        each -> each.self("88", "03e9").after(seconds).peer("88 82 00000000 03e9").peerEof());
  }

  @Test
  void withoutConnectionsThereIsNothingToSay() {
    assertThat(report.line()).isNull();
  }

  @Test
  void allWereToldAndLeft() {
    toldAndAnsweredAfter(0.1);
    toldAndAnsweredAfter(2.1);
    assertThat(report.line())
        .isEqualTo(
            "2 connections while this JVM went down: told 1001, 2; left by themselves, 2 within 2.1"
                + " s");
  }

  @Test
  void someWereNotWaitedForAndSomeWereCut() {
    toldAndAnsweredAfter(0.1);
    connection(each -> each.self("88", "03e9").localClose());
    connection(each -> each.self("88", "03e9").observation.shutDown());
    connection(SimulatedConnection::localClose);
    assertThat(report.line())
        .isEqualTo(
            "4 connections while this JVM went down: told 1001, 3; left by themselves, 1 within 0.1"
                + " s; told and not waited for, 2; cut without a word, 1");
  }

  /** Two servers in one JVM, each with its own word. */
  @Test
  void codesThatDifferAreNotNamed() {
    connection(each -> each.self("88", "03e9").localClose());
    connection(each -> each.self("88", "03f4").localClose());
    assertThat(report.line())
        .isEqualTo("2 connections while this JVM went down: told 2; told and not waited for, 2");
  }

  /** A reset, or a goodbye of the peer: this side neither told nor cut. */
  @Test
  void whatThePeerEndsHasLeft() {
    connection(
        each -> {
          each.wire.readFailed(new SocketException("Connection reset"));
          each.gone();
        });
    connection(each -> each.peer("88 82 00000000 03e8").self("88", "03e8").peerEof());
    assertThat(report.line())
        .isEqualTo(
            "2 connections while this JVM went down: told 0; left by themselves, 2 within 0.0 s");
  }

  @Test
  void theLineIsTheLastOne() {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(60);
    conversation.observation.goingDown();
    conversation.localClose();
    conversation.observation.shutDown();
    assertThat(conversation.lines)
        .endsWith("1 connection while this JVM went down: told 0; cut without a word, 1");
  }

  @Test
  void anEndBeforeThatIsNotAmongThem() {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(60);
    conversation.localClose();
    conversation.observation.goingDown();
    conversation.observation.shutDown();
    assertThat(conversation.lines).noneMatch(line -> line.contains("went down"));
  }
}
