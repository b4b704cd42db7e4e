// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Diagnosis.Initiator;
import org.junit.jupiter.api.Test;

/** The JVM has begun to end, and servers say goodbye. */
class GoingDownTest {

  private static final String CLOSE_1001 = "03e9";
  private static final String MASKED_CLOSE_1001 = "88 82 00000000 03e9";

  private static void assertEnd(
      SimulatedConnection conversation, int code, Cause cause, Initiator initiator, boolean clean) {
    Diagnosis diagnosis = conversation.ended().diagnosis();
    assertThat(diagnosis.code()).isEqualTo(code);
    assertThat(diagnosis.cause()).isEqualTo(cause);
    assertThat(diagnosis.initiator()).isEqualTo(initiator);
    assertThat(diagnosis.clean()).isEqualTo(clean);
  }

  @Test
  void aGoodbyeThatIsAnsweredEndsForTheShutdownWithItsCode() {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(60);
    conversation.observation.goingDown();
    conversation.self("88", CLOSE_1001).after(0.1).peer(MASKED_CLOSE_1001).peerEof();

    assertThat(conversation.observation.openConnections()).isZero();
    assertEnd(conversation, 1001, Cause.SHUTDOWN, Initiator.LOCAL, true);
  }

  @Test
  void oneThatIsNotAnsweredLikewise() {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(60);
    conversation.observation.goingDown();
    conversation.self("88", CLOSE_1001).localClose();

    assertEnd(conversation, 1001, Cause.SHUTDOWN, Initiator.LOCAL, false);
  }

  @Test
  void whatIsOpenAtTheVeryEndKeepsItsCloseFrameToo() {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(60);
    conversation.observation.goingDown();
    conversation.self("88", CLOSE_1001);

    assertThat(conversation.observation.openConnections()).isEqualTo(1);
    conversation.observation.shutDown();

    assertEnd(conversation, 1001, Cause.SHUTDOWN, Initiator.LOCAL, false);
  }

  @Test
  void withoutAWordItIs1006() {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(60);
    conversation.observation.goingDown();
    conversation.localClose();

    assertEnd(conversation, 1006, Cause.SHUTDOWN, Initiator.LOCAL, false);
  }

  @Test
  void anEndThatWasSeenBeforeKeepsItsCause() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer().after(1).peer("81 80 00000000").after(5);
    conversation.wire.readFailed(new java.net.SocketException("Connection reset"));
    conversation.observation.goingDown();
    conversation.gone();

    assertEnd(conversation, 1006, Cause.PEER_RESET, Initiator.REMOTE, false);
  }

  @Test
  void aPeerThatSaysGoodbyeByItselfIsToldSo() {
    SimulatedConnection conversation = SimulatedConnection.asServer().after(60);
    conversation.observation.goingDown();
    conversation.peer("88 82 00000000 03e8").self("88", "03e8").peerEof();

    assertEnd(conversation, 1000, Cause.NORMAL, Initiator.REMOTE, true);
  }
}
