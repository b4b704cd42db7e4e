// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Diagnosis.Initiator;
import org.junit.jupiter.api.Test;

/** What is told of a leg of a gateway, at either end; which rule holds is in {@link Tale}. */
class LegsTest {

  private static final String ID = "(connection 2025fe62abfaea4c6033415c59a2d694)";

  private final Diagnostician diagnostician = new Diagnostician(Language.EN);

  private String evidence(Connection connection) {
    return diagnostician.diagnose(connection.account()).evidence();
  }

  @Test
  void theLegThatWasSentAnotherCodeSaysWhichCameInAndWhen() {
    assertThat(
            evidence(
                new Connection()
                    .sentClose(1000, 5)
                    .receivedClose(1000, 2)
                    .legOf(true, 4401, Initiator.REMOTE, 3)))
        .startsWith(
            "the close code was lost in this gateway: the outgoing leg "
                + ID
                + " received Close 4401, and 3 ms later this side sent Close 1000 on this leg; ")
        .doesNotContain("before, the outgoing leg");
  }

  @Test
  void theLegThatReceivedTheCodeSaysThatItWasLost() {
    assertThat(
            evidence(
                new Connection()
                    .client()
                    .receivedClose(4401, 5)
                    .sentClose(4401, 4)
                    .legOf(false, 1000, Initiator.LOCAL, -3)))
        .endsWith(
            "; 3 ms later the incoming leg "
                + ID
                + " was sent Close 1000: the close code was lost there");
  }

  @Test
  void aLegThatBrokeOffSaysThatTheOtherOneHidIt() {
    assertThat(evidence(new Connection().client().legOf(false, 1000, Initiator.LOCAL, -3)))
        .endsWith("was sent Close 1000: the failure was hidden there");
  }

  @Test
  void aCodeThatWasPassedOnIsToldWithoutBlame() {
    assertThat(
            evidence(
                new Connection()
                    .client()
                    .receivedClose(4401, 5)
                    .sentClose(4401, 4)
                    .legOf(false, 4401, Initiator.LOCAL, -3)))
        .endsWith("; 3 ms later the incoming leg " + ID + " was sent Close 4401");
    assertThat(
            evidence(
                new Connection()
                    .sentClose(4401, 5)
                    .receivedClose(4401, 2)
                    .legOf(true, 4401, Initiator.REMOTE, 3)))
        .endsWith("; 3 ms before, the outgoing leg " + ID + " received Close 4401");
  }

  /** What this side began itself on the other leg is no code that was lost. */
  @Test
  void whatThisSideSaidOnBothLegsIsNotLost() {
    assertThat(
            evidence(
                new Connection()
                    .sentClose(1000, 5)
                    .receivedClose(1000, 2)
                    .legOf(true, 1009, Initiator.LOCAL, 3)))
        .endsWith("; 3 ms before, the outgoing leg " + ID + " was sent Close 1009");
  }

  /** Two peers that go at the same time have lost nothing in between. */
  @Test
  void whatBothPeersSaidByThemselvesIsNotLost() {
    assertThat(
            evidence(
                new Connection()
                    .receivedClose(4401, 5)
                    .sentClose(4401, 4)
                    .legOf(true, 1000, Initiator.REMOTE, -3)))
        .endsWith("; 3 ms later the outgoing leg " + ID + " received Close 1000");
  }

  /** As it goes down, this JVM ends all legs for a reason of its own. */
  @Test
  void ofAJvmThatGoesDownNothingIsSaidOfLegs() {
    assertThat(
            evidence(
                new Connection()
                    .sentClose(1001, 5)
                    .ended(Ending.SHUTDOWN)
                    .goingDownFor(10)
                    .legOf(true, 4401, Initiator.REMOTE, 3)))
        .doesNotContain("leg");
  }

  @Test
  void ofALegThatWasNotSeenWholeNothingIsSaid() {
    assertThat(
            evidence(
                new Connection()
                    .lostSight()
                    .sentClose(1000, 5)
                    .legOf(true, 4401, Initiator.REMOTE, 3)))
        .doesNotContain("leg");
  }
}
