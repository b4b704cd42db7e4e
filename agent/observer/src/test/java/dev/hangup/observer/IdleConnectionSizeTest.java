// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What an open connection costs in heap: the growth over many, each with strings of its own. */
class IdleConnectionSizeTest {

  private static final int CONNECTIONS = 10_000;
  private static final int MOST = 512;

  /** Kept by the stack anyway, so not counted as ours. */
  private static final InetSocketAddress PEER = InetSocketAddress.createUnresolved("client", 1);

  @Test
  void anIdleConnectionStaysWithinItsBytes() {
    long bytes = each(wire -> {});

    System.out.printf("An idle connection takes %d bytes of heap.%n", bytes);
    assertThat(bytes).isLessThanOrEqualTo(MOST);
  }

  @Test
  void aConnectionThatHasTalkedIsKnownToTakeMore() {
    ByteBuffer text = Conversation.hex("81 82 00000000 6869");
    ByteBuffer plain = Conversation.hex("6869");
    long bytes =
        each(
            wire -> {
              wire.inbound(text);
              wire.outbound(0x81, false, 2);
              wire.outboundPayload(plain, 0, 2);
            });

    System.out.printf("A connection that has talked takes %d bytes of heap.%n", bytes);
    assertThat(bytes).isLessThanOrEqualTo(5 * MOST);
  }

  private static long each(Consumer<Wire> conversation) {
    Observation observation =
        new Observation(Settings.DEFAULTS, Clock.SYSTEM, new RecordedEvents(), line -> {}, false);
    List<Wire> wires = new ArrayList<>(CONNECTIONS);
    wires.add(connection(observation, 0, conversation));
    long before = usedHeap();
    for (int i = 1; i < CONNECTIONS; i++) {
      wires.add(connection(observation, i, conversation));
    }
    long after = usedHeap();
    assertThat(wires).hasSize(CONNECTIONS);
    assertThat(observation.suppressedFailures().count()).isZero();
    return (after - before) / (CONNECTIONS - 1);
  }

  /** A copy of its own, bytes and all. */
  private static String offTheWire(String text) {
    return new String(text.toCharArray());
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * A handshake as a browser behind a tracing proxy makes it; every string is the connection's own,
   * as off the wire.
   */
  private static Wire connection(Observation observation, int number, Consumer<Wire> conversation) {
    Wire wire =
        observation.handshake(
            Handshake.asServer("netty")
                .stackVersion("4.2.20.Final")
                .target("/chat/" + (100_000 + number))
                .scheme("ws")
                .peer(PEER)
                .header("host", offTheWire("chat.example.org:8443"))
                .header("user-agent", offTheWire(AGENT))
                .header("traceparent", "00-%032x-%016x-01".formatted(number, number)));
    wire.opened();
    conversation.accept(wire);
    return wire;
  }

  private static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
}
