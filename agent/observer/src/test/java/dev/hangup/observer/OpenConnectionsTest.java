// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import dev.hangup.observer.OpenConnections.Waiting;
import dev.hangup.tap.Handshake;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of connections that have not ended. */
class OpenConnectionsTest {

  private static final Series CHAT = new Series(Role.SERVER, "netty", "/chat");

  private final SimulatedConnection connection =
      SimulatedConnection.begun(Handshake.asServer("netty").target("/chat"));

  private Map<Series, Waiting> waiting() {
    return connection.observation.open().waiting();
  }

  private Waiting chat() {
    assertThat(waiting()).containsOnlyKeys(CHAT);
    return waiting().get(CHAT);
  }

  @Test
  void ageAndSilenceAreOfTheLongest() {
    connection.wire.opened();
    connection.after(40).peer("81 80 00000000").after(7).self("82", "01").after(5);

    assertThat(chat().open()).isEqualTo(1);
    assertThat(chat().age()).isEqualTo(52_000_000_000L);
    assertThat(chat().silence()).isEqualTo(5_000_000_000L);
    assertThat(chat().closing() + chat().ping() + chat().handshake()).isZero();
  }

  @Test
  void aCloseFrameThatNothingFollowsIsOverdueAfterHalfAMinute() {
    connection.wire.opened();
    connection.after(60).self("88", "03E8").after(30);
    assertThat(chat().closing()).isZero();

    connection.after(0.1);
    assertThat(chat().closing()).isEqualTo(1);

    connection.gone();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void aPingThatNobodyAnswersIsOverdueUntilItsPongComes() {
    connection.wire.opened();
    connection.after(60).self("89", "01").after(20);
    assertThat(chat().ping()).isZero();

    connection.after(0.1);
    assertThat(chat().ping()).isEqualTo(1);

    connection.peer("8A 81 00000000 01");
    assertThat(chat().ping()).isZero();
  }

  @Test
  void anUpgradeThatNobodyAnswersIsOverdueAndNotOpen() {
    connection.after(30);
    assertThat(waiting()).isEmpty();

    connection.after(0.1);
    // Like one that was refused: no route is made of a path that nobody has answered for.
    Series asked = new Series(Role.SERVER, "netty", null);
    assertThat(waiting()).containsOnlyKeys(asked);
    assertThat(waiting().get(asked).handshake()).isEqualTo(1);
    assertThat(waiting().get(asked).open()).isZero();
    assertThat(connection.observation.openConnections()).isZero();
  }

  @Test
  void anUpgradeThatFailedIsOverdueNoMore() {
    connection.after(60).wire.refused(404, null);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void neitherIsOneWhoseTransportWent() {
    connection.after(60).gone();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void whatHasEndedIsNotThere() {
    connection.wire.opened();
    connection.after(60).peerEof().gone();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void aShutdownDoesNotEndWhatNeverOpened() {
    connection.observation.shutDown();
    assertThat(connection.observation.openConnections()).isZero();
    assertThat(connection.observation.sizes().collect()).isEmpty();
  }
}
