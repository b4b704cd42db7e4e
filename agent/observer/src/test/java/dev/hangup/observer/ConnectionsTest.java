// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import dev.hangup.tap.Handshake;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  private static final SizeTotals.Key PEERS = new SizeTotals.Key(Role.SERVER, "netty", true);
  private static final SizeTotals.Key OURS = new SizeTotals.Key(Role.SERVER, "netty", false);

  @Test
  void totalsAreTheSameBeforeAndAfterAConnectionEnds() {
    SimulatedConnection conversation =
        SimulatedConnection.asServer()
            .peer("81 82 00000000 6869")
            .self("82", "01")
            .peer("02 80 00000000");

    Map<SizeTotals.Key, Sizes> open = conversation.observation.sizes().collect();
    conversation.peerEof();
    Map<SizeTotals.Key, Sizes> ended = conversation.observation.sizes().collect();

    assertThat(open.get(PEERS).row(Sizes.Kind.TEXT_FRAME))
        .isEqualTo(ended.get(PEERS).row(Sizes.Kind.TEXT_FRAME));
    assertThat(ended.get(PEERS).row(Sizes.Kind.TEXT_MESSAGE)[Sizes.SUM]).isEqualTo(2);
    assertThat(ended.get(PEERS).row(Sizes.Kind.BINARY_FRAME)[0]).isEqualTo(1);
    assertThat(ended.get(PEERS).row(Sizes.Kind.BINARY_MESSAGE)).isNull();
    assertThat(ended.get(OURS).row(Sizes.Kind.BINARY_FRAME)[Sizes.SUM]).isEqualTo(1);
  }

  @Test
  void framesThatCameWithTheHandshakeAreInTheTotals() {
    SimulatedConnection conversation =
        SimulatedConnection.begun(Handshake.asServer("netty").target("/"));
    conversation.peer("81 82 00000000 6869");
    conversation.wire.opened();

    assertThat(
            conversation
                .observation
                .sizes()
                .collect()
                .get(PEERS)
                .row(Sizes.Kind.TEXT_FRAME)[Sizes.SUM])
        .isEqualTo(2);
  }

  @Test
  void sizesFallIntoTheBucketTheyReach() {
    SizeCounter sizes = new SizeCounter();
    long[] bounds = Sizes.bounds();
    for (long bound : bounds) {
      sizes.frame(0x02, bound, true);
      sizes.frame(0x02, bound + 1, true);
    }

    long[] row = sizes.total().row(Sizes.Kind.BINARY_FRAME);
    assertThat(row[0]).isEqualTo(1);
    for (int i = 1; i < bounds.length; i++) {
      assertThat(row[i]).as("up to %d", bounds[i]).isEqualTo(2);
    }
    assertThat(row[bounds.length]).isEqualTo(1);
  }

  @Test
  void opcodesNobodyKnowsAreCountedTogether() {
    SizeCounter sizes = new SizeCounter();
    sizes.frame(0x83, 1, true);
    sizes.frame(0x8f, 2, true);

    assertThat(sizes.total().row(Sizes.Kind.RESERVED_FRAME)[Sizes.SUM]).isEqualTo(3);
  }

  @Test
  void aConnectionItsStackForgotIsLostButItsFramesAreNot() {
    RecordedEvents events = new RecordedEvents();
    Connections connections = new Connections(events::lost, new FakeClock());
    Series series = new Series(Role.SERVER, "netty", "/chat");
    Observation observation =
        new Observation(ObserverSettings.DEFAULTS, new FakeClock(), events, line -> {}, false);
    ConnectionObserver connection =
        new ConnectionObserver(observation, Handshake.asServer("netty"), false);
    Connections.Entry entry = connections.add(connection);
    entry.opened(series);
    SizeCounter sizes = new SizeCounter();
    sizes.frame(0x01, 7, true);
    entry.count(true, sizes);

    // What the collector of garbage does, without waiting for it.
    assertThat(entry.enqueue()).isTrue();

    assertThat(connections.collect().get(PEERS).row(Sizes.Kind.TEXT_FRAME)[Sizes.SUM]).isEqualTo(7);
    assertThat(events.lost).containsExactly(series);
    connections.remove(entry);
    assertThat(connections.collect().get(PEERS).row(Sizes.Kind.TEXT_FRAME)[Sizes.SUM]).isEqualTo(7);
    assertThat(events.lost).hasSize(1);
  }

  @Test
  void aHandshakeItsStackForgotWasNeverCounted() {
    RecordedEvents events = new RecordedEvents();
    Connections connections = new Connections(events::lost, new FakeClock());
    Observation observation =
        new Observation(ObserverSettings.DEFAULTS, new FakeClock(), events, line -> {}, false);
    Connections.Entry entry =
        connections.add(new ConnectionObserver(observation, Handshake.asServer("netty"), false));
    assertThat(connections.count()).isZero();

    assertThat(entry.enqueue()).isTrue();

    assertThat(connections.waiting()).isEmpty();
    assertThat(events.lost).isEmpty();
  }

  @Test
  void openConnectionsAreListedUntilTheyAreRemoved() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    Connections connections = (Connections) conversation.observation.sizes();
    assertThat(connections.open()).hasSize(1);

    conversation.localClose();

    assertThat(connections.open()).isEmpty();
  }
}
