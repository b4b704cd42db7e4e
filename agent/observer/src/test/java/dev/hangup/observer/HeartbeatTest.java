// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.tap.Handshake;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small messages at a steady pace, and what becomes of a connection when they stop. */
class HeartbeatTest {

  private static final long SECOND = 1_000_000_000L;

  /** As STOMP and engine.io send them: a text of one byte. */
  private static final String BEAT = "81 81 00000000 0a";

  private final SimulatedConnection conversation = SimulatedConnection.asServer();

  private void beats(int times, double period) {
    for (int i = 0; i < times; i++) {
      conversation.after(period).peer(BEAT);
    }
  }

  private EndedConnection dropped() {
    return conversation.localClose().ended();
  }

  private static Account.@Nullable Heartbeat of(EndedConnection ended) {
    return ended.account().received().heartbeat();
  }

  @Test
  void fiveAtOnePeriodAreOne() {
    beats(5, 10);
    EndedConnection ended = conversation.after(20).peerEof().ended();

    assertThat(of(ended))
        .isEqualTo(new Account.Heartbeat(10 * SECOND, 1, 20 * SECOND, 20 * SECOND));
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.HEARTBEAT_LOST);
    assertThat(ended.diagnosis().evidence())
        .isEqualTo(
            "messages of 1 byte came from the peer every 10.0 s, then nothing for 20.0 s; then TCP"
                + " closed by peer (FIN)");
  }

  @Test
  void fourAreNone() {
    beats(4, 10);

    assertThat(of(conversation.after(25).peerEof().ended())).isNull();
  }

  @Test
  void oneThatIsLateIsNotLost() {
    beats(6, 10);
    EndedConnection ended = conversation.after(19.9).peerEof().ended();

    assertThat(of(ended)).isNotNull();
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.PEER_EOF);
  }

  /** Data comes as fast, and stops when there is no more of it. */
  @Test
  void whatComesFasterThanEachSecondIsData() {
    beats(60, 0.5);

    assertThat(of(conversation.after(30).peerEof().ended())).isNull();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 25, 60})
  void aTenthEarlyOrLateIsThePace(double period) {
    conversation.after(period).peer(BEAT);
    beats(1, period);
    beats(1, period * 1.09);
    beats(1, period * 0.92);
    beats(1, period);

    assertThat(of(dropped())).isNotNull();
  }

  /** Its times are kept in milliseconds, all others in nanoseconds: it was the last that came. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0001, 0.0004, 0.0009})
  void whereInAMillisecondItCameMakesNoDifference(double cut) {
    conversation.after(cut).peer(BEAT);
    beats(5, 1.2);
    EndedConnection ended = conversation.after(3.6 + 0.001 - cut).peerEof().ended();

    assertThat(of(ended).age()).isEqualTo(of(ended).quiet());
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.HEARTBEAT_LOST);
  }

  /** A timer of one second is early as often as it is late. */
  @Test
  void aSecondIsAPaceThoughItsFirstOneWasShort() {
    beats(1, 1);
    beats(1, 0.998);
    beats(4, 1.001);
    EndedConnection ended = conversation.after(20).self("88", "03ea").localClose().ended();

    assertThat(of(ended)).isNotNull();
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.HEARTBEAT_LOST);
  }

  @Test
  void aThirdLateIsAnotherPace() {
    beats(4, 10);
    beats(1, 13.4);

    assertThat(of(conversation.after(60).peerEof().ended())).isNull();
  }

  @Test
  void largeMessagesInBetweenAreOfNoConcern() {
    for (int i = 0; i < 5; i++) {
      conversation.after(5).peer("81 a0 00000000" + "61".repeat(32));
      conversation.after(5).peer(BEAT);
    }

    assertThat(of(conversation.after(30).peerEof().ended())).isNotNull();
  }

  /** As an application's own short answers; before there is a pace they are another beginning. */
  @Test
  void norAreSmallOnesOfAnotherSize() {
    beats(5, 10);
    conversation.after(4).peer("81 82 00000000 6f6b");
    conversation.after(6).peer(BEAT);
    EndedConnection ended = conversation.after(30).peerEof().ended();

    assertThat(of(ended))
        .isEqualTo(new Account.Heartbeat(10 * SECOND, 1, 30 * SECOND, 30 * SECOND));
  }

  /** It may take longer than two beats to send, and nothing can be sent meanwhile. */
  @Test
  void aLongMessageIsNoSilence() {
    beats(5, 1);
    conversation.peer("82 ff 0000000000010000 00000000" + "00".repeat(0x8000)).after(3);
    conversation.peer("00".repeat(0x8000)).after(0.5).self("88", "03e9");
    EndedConnection ended = dropped();

    assertThat(of(ended)).isNotNull();
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.GOING_AWAY);
  }

  @Test
  void norIsOneThatNeverEnded() {
    beats(5, 1);
    conversation.peer("82 ff 0000000000010000 00000000" + "00".repeat(0x4000));
    conversation.after(3).peer("00".repeat(0x4000));
    EndedConnection ended = conversation.after(0.1).peerEof().ended();

    assertThat(ended.diagnosis().rule()).isEqualTo("cut-inside-a-frame");
  }

  /** An answer to a Close frame comes from a peer that is there. */
  @Test
  void partingInPeaceIsNoLoss() {
    beats(5, 10);
    conversation.after(30).self("88", "03e8").after(0.1).peer("88 82 00000000 03e8");
    EndedConnection ended = dropped();

    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.NORMAL);
    assertThat(ended.diagnosis().evidence())
        .contains("; messages of 1 byte had come from the peer every 10.0 s, the last one 30.0 s");
  }

  @Test
  void aPingWithoutAnAnswerIsHarderEvidence() {
    beats(5, 10);
    conversation.after(10).self("89", "01").after(20).self("88", "03e8");

    assertThat(dropped().diagnosis().cause()).isEqualTo(Cause.PING_TIMEOUT);
  }

  private static void peerTalks(SimulatedConnection to) {
    to.peer("82 02 0000");
  }

  @Test
  void thisSidesOwnMayHaveStopped() {
    SimulatedConnection client = SimulatedConnection.open(Handshake.asClient("netty").target("/"));
    for (int i = 0; i < 5; i++) {
      client.after(10).self("81", "0a");
      peerTalks(client);
    }
    client.after(12);
    peerTalks(client);
    EndedConnection ended = client.after(13).peer("88 02 03ea").peerEof().ended();

    assertThat(ended.diagnosis().rule()).isEqualTo("own-heartbeat-stopped");
    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.HEARTBEAT_LOST);
    assertThat(ended.diagnosis().evidence())
        .isEqualTo(
            "this side sent messages of 1 byte every 10.0 s, then nothing for 25.0 s; the peer sent"
                + " Close 1002");
  }

  /** Then both had nothing to say, or something between them was gone. */
  @Test
  void whereThePeerWasSilentTooItIsNotThisSides() {
    SimulatedConnection client = SimulatedConnection.open(Handshake.asClient("netty").target("/"));
    for (int i = 0; i < 5; i++) {
      client.after(10).self("81", "0a");
    }
    EndedConnection ended = client.after(25).peer("88 02 03ea").peerEof().ended();

    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.PROTOCOL_ERROR);
  }

  @Test
  void whereThisSideSaidSomethingElseItHadNotStopped() {
    SimulatedConnection client = SimulatedConnection.open(Handshake.asClient("netty").target("/"));
    for (int i = 0; i < 5; i++) {
      client.after(10).self("81", "0a");
    }
    client.after(20).self("81", "61".repeat(40));
    peerTalks(client);
    EndedConnection ended = client.after(5).peer("88 02 03ea").peerEof().ended();

    assertThat(ended.diagnosis().cause()).isEqualTo(Cause.PROTOCOL_ERROR);
  }
}
