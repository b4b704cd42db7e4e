// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is known of one stack as a whole: failures of the agent that may have hit any of its
 * connections, and taps that are not there. Failures may come in floods and connections by the ten
 * thousand, so nothing is walked: a connection remembers the count at its beginning and compares at
 * its end.
 */
final class StackHealth {

  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger missing = new AtomicInteger();
  private volatile boolean handshakesLost;

  /** Every connection that is open now may have been hit. */
  void failed() {
    failures.incrementAndGet();
  }

  /** A connection that is open now has lost what the tap would have told. */
  void tapMissing() {
    missing.incrementAndGet();
    failed();
  }

  void tapFound() {
    missing.updateAndGet(taps -> Math.max(0, taps - 1));
  }

  /** A handshake was seen and could not be followed; its connection may show up later. */
  void handshakeLost() {
    handshakesLost = true;
  }

  /** To compare with later, see {@link #isWhole}. */
  int failures() {
    return failures.get();
  }

  /** Whether all was seen since {@code failures} were counted, and is seen now. */
  boolean isWhole(int since) {
    return failures.get() == since && missing.get() == 0;
  }

  /**
   * Whether a connection that shows up without its handshake made it where there is no tap. After a
   * failure of the agent it may be the one that was hit.
   */
  boolean isTrusted() {
    return isWhole(0) && !handshakesLost;
  }
}
