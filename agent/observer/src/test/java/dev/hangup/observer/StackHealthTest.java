// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a verdict when something of ours failed and nobody knows on which connection: a
 * lost end signal must not become somebody's fault.
 */
class StackHealthTest {

  private final RecordedEvents events = new RecordedEvents();
  private final Observation observation = observing(events);

  private static Observation observing(ConnectionEvents events) {
    Observation observation =
        new Observation(ObserverSettings.DEFAULTS, new FakeClock(), events, line -> {}, false);
    observation.install();
    return observation;
  }

  @AfterEach
  void nobodyObserves() {
    WireTap.install(null);
  }

  private static Wire open(String stack) {
    Wire wire = WireTap.handshake(Handshake.asServer(stack).target("/"));
    assertThat(wire).isNotNull();
    wire.opened();
    return wire;
  }

  /** As a stack tells it that has lost the reset: the peer seems to have left. */
  private EndedConnection ended(Wire wire) {
    int before = events.ended.size();
    wire.eof();
    wire.closed();
    assertThat(events.ended).hasSize(before + 1);
    return events.ended.get(before);
  }

  private void assertJudged(Wire wire) {
    EndedConnection connection = ended(wire);
    assertThat(connection.account().incomplete()).isFalse();
    assertThat(connection.diagnosis().cause()).isEqualTo(Cause.PEER_EOF);
  }

  private void assertNotJudged(Wire wire) {
    EndedConnection connection = ended(wire);
    assertThat(connection.account().incomplete()).isTrue();
    assertThat(connection.diagnosis().cause()).isNull();
    assertThat(connection.error()).isFalse();
  }

  @Test
  void afterAFailureThatNobodyCanPlaceNoneOfTheOpenConnectionsIsJudged() {
    Wire open = open("netty");
    Wire handshaking = WireTap.handshake(Handshake.asServer("netty").target("/"));
    Wire before = open("netty");
    assertJudged(before);

    WireTap.suppressed("netty", new IllegalStateException("in advice"));

    assertThat(handshaking).isNotNull();
    handshaking.opened();
    assertNotJudged(open);
    assertNotJudged(handshaking);
    assertThat(observation.suppressedFailures().count()).isEqualTo(1);
  }

  @Test
  void connectionsThatOpenLaterAndThoseOfOtherStacksAreJudged() {
    Wire other = open("jetty");

    WireTap.suppressed("netty", new IllegalStateException("in advice"));

    assertJudged(other);
    assertJudged(open("netty"));
  }

  @Test
  void aFailureOfAnUnknownStackIsOneOfAllStacks() {
    Wire one = open("netty");
    Wire two = open("jetty");

    WireTap.suppressed(null, new IllegalStateException("somewhere"));

    assertNotJudged(one);
    assertNotJudged(two);
  }

  @Test
  void aFloodOfFailuresIsCountedAndStillOnlyHitsWhatIsOpen() {
    List<Wire> open = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      open.add(open("netty"));
    }
    IllegalStateException failure = new IllegalStateException("again and again");

    for (int i = 0; i < 100_000; i++) {
      WireTap.suppressed("netty", failure);
    }

    assertThat(observation.suppressedFailures().count()).isEqualTo(100_000);
    open.forEach(this::assertNotJudged);
    assertJudged(open("netty"));
  }

  @Test
  void whileATapIsMissingNothingOfItsStackIsJudged() {
    Wire open = open("netty");

    WireTap.tapMissing("netty");

    Wire meanwhile = open("netty");
    assertNotJudged(open("netty"));
    WireTap.tapFound("netty");
    assertNotJudged(open);
    assertNotJudged(meanwhile);
    assertJudged(open("netty"));
    assertThat(observation.suppressedFailures().count()).isZero();
  }

  @Test
  void aConnectionThatShowsUpAfterAFailureMayBeTheOneWhoseHandshakeWasHit() {
    Wire usual = WireTap.adopt(Handshake.asServer("netty"));
    WireTap.suppressed("netty", new IllegalStateException("in the handshake"));
    Wire after = WireTap.adopt(Handshake.asServer("netty"));
    Wire ofAnother = WireTap.adopt(Handshake.asServer("jetty"));

    assertThat(usual).isNotNull();
    assertThat(after).isNotNull();
    assertThat(ofAnother).isNotNull();
    assertNotJudged(after);
    assertJudged(ofAnother);
  }

  @Test
  void soIsOneThatShowsUpAfterAHandshakeThatCouldNotBeFollowed() {
    observing(new NoContext(events));

    assertThat(WireTap.handshake(Handshake.asServer("netty"))).isNull();
    Wire adopted = WireTap.adopt(Handshake.asServer("netty"));

    assertThat(adopted).isNotNull();
    assertNotJudged(adopted);
  }

  /** Fails before a connection can be followed. */
  private static final class NoContext extends ForwardedEvents {

    NoContext(ConnectionEvents to) {
      super(to);
    }

    @Override
    public @Nullable Object currentContext() {
      throw new LinkageError("pretended");
    }
  }
}
