// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * So many in any one second. The last quarter of them is for what matters most: the ends of
 * connections that broke.
 */
final class RecordLimit {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final int most;
  private final Clock clock;

  /** When those of the last second were taken; never more than {@link #most}. */
  private final Deque<Long> taken = new ArrayDeque<>();

  RecordLimit(int most, Clock clock) {
    this.most = most;
    this.clock = clock;
  }

  synchronized boolean take(boolean first) {
    long now = clock.nanoTime();
    while (!taken.isEmpty() && now - taken.getFirst() >= SECOND) {
      taken.removeFirst();
    }
    if (taken.size() >= most - (first ? 0 : most / 4)) {
      return false;
    }
    taken.addLast(now);
    return true;
  }
}
