// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The guarantee of the hot path: a frame that passes leaves no garbage. */
class HotPathTest {

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void framesBothWaysAllocateNothing() {
    Observation observation =
        new Observation(
            ObserverSettings.DEFAULTS, Clock.SYSTEM, new RecordedEvents(), line -> {}, false);
    Wire wire = observation.handshake(Handshake.asServer("netty").target("/"));
    wire.opened();
    ByteBuffer text = maskedText(64);
    ByteBuffer plain = ByteBuffer.allocate(64);
    for (int i = 0; i < 64; i++) {
      plain.put(i, (byte) 'a');
    }

    // The JDK links and compiles as it warms up, on this thread and with garbage of its own. What
    // is left when it is
    // done is ours: a byte a frame would show in every round.
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 10 && allocated > 0; round++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      echo(wire, text, plain, 20_000);
      long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      allocated = Math.min(allocated, after - before);
    }

    assertThat(allocated).isZero();
    assertThat(observation.suppressedFailures().count()).isZero();
  }

  private static void echo(Wire wire, ByteBuffer text, ByteBuffer plain, int times) {
    for (int i = 0; i < times; i++) {
      wire.inbound(text);
      wire.consumed(0);
      wire.outbound(0x81, false, plain.limit());
      wire.outboundPayload(plain, 0, plain.limit());
    }
  }

  private static ByteBuffer maskedText(int size) {
    ByteBuffer frame = ByteBuffer.allocateDirect(6 + size);
    byte[] key = {1, 2, 3, 4};
    frame.put((byte) 0x81).put((byte) (0x80 | size)).put(key);
    for (int i = 0; i < size; i++) {
      frame.put((byte) ('a' ^ key[i & 3]));
    }
    return frame.flip();
  }
}
