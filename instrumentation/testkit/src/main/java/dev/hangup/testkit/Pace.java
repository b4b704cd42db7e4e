// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** A peer that sends small messages at a steady pace, and stops. */
final class Pace {

  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1_200);

  /** On a busy machine this thread may wake too late; what was sent then is no beat. */
  private static final long LATE = TimeUnit.MILLISECONDS.toNanos(60);

  private static final int BEATS = 5;
  private static final int MOST = 20;

  private Pace() {}

  /** Five in a row that were in time, then more than two periods of silence. */
  static void beat(ScriptedPeer peer) throws Exception {
    int even = 0;
    long last = 0;
    for (int i = 0; i < MOST && even < BEATS; i++) {
      long at = System.nanoTime();
      even = i == 0 || Math.abs(at - last - PERIOD) > LATE ? 1 : even + 1;
      last = at;
      peer.send(Frame.text("x"));
      assertThat(peer.receive()).isEqualTo(Frame.text("x"));
      TimeUnit.NANOSECONDS.sleep(last + PERIOD - System.nanoTime());
    }
    assertThat(even).as("beats in time").isEqualTo(BEATS);
    TimeUnit.NANOSECONDS.sleep(2 * PERIOD);
  }
}
