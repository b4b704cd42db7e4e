// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Around;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How soon after an end the next connection of the same route is asked for. Guarded by its {@link
 * Peers}.
 */
final class Returns {

  private static final int ENOUGH = 5;
  private static final int KEPT = 8;

  /** Where many clients come and go, the next handshake comes soon, and is of another one. */
  private static final long SOON = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long LATE = TimeUnit.MINUTES.toNanos(2);
  private static final long LEAST_SPREAD = TimeUnit.MILLISECONDS.toNanos(50);

  private final @Nullable String route;
  private final long[] gaps = new long[KEPT];
  private int count;
  private long endedAt;
  private boolean gone;

  Returns(@Nullable String route) {
    this.route = route;
  }

  boolean isOf(@Nullable String other) {
    return Objects.equals(route, other);
  }

  void ended(long at) {
    endedAt = at;
    gone = true;
  }

  /** The first one after an end counts. */
  void came(long at) {
    if (gone) {
      gone = false;
      gaps[count++ % KEPT] = Math.max(0, at - endedAt);
    }
  }

  /** Null where it is not always the same. */
  Around.@Nullable Returns steady() {
    if (count < ENOUGH) {
      return null;
    }
    long[] sorted = Arrays.copyOf(gaps, Math.min(count, KEPT));
    Arrays.sort(sorted);
    long median = sorted[sorted.length / 2];
    long spread = sorted[sorted.length - 1] - sorted[0];
    return median >= SOON && median <= LATE && spread <= Math.max(LEAST_SPREAD, median / 20)
        ? new Around.Returns(sorted.length, median, spread)
        : null;
  }
}
