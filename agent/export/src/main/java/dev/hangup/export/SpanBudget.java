// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import org.jspecify.annotations.Nullable;

/** At most so many in any one second. */
final class SpanBudget {

  private static final long SECOND = 1_000_000_000L;

  private final int perSecond;
  // When the last so many were granted, oldest at next; made when the first one is asked for.
  private long @Nullable [] granted;
  private int used;
  private int next;

  SpanBudget(int perSecond) {
    this.perSecond = perSecond;
  }

  synchronized boolean take(long nanoTime) {
    if (perSecond == 0) {
      return false;
    }
    if (granted == null) {
      granted = new long[perSecond];
    }
    if (used == perSecond && nanoTime - granted[next] < SECOND) {
      return false;
    }
    granted[next] = nanoTime;
    next = (next + 1) % perSecond;
    used = Math.min(perSecond, used + 1);
    return true;
  }
}
