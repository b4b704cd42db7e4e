// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something happened in each of the last 900 seconds. No lock: a place holds the second
 * it is about and the count, and a new second takes the place over.
 */
final class Rates {

  static final int SECONDS = 900;

  private final AtomicLongArray places = new AtomicLongArray(SECONDS);

  /** {@code second} counts from the start of observing. */
  void count(long second) {
    int place = (int) (second % SECONDS);
    while (true) {
      long seen = places.get(place);
      long next = (int) (seen >>> Integer.SIZE) == (int) second ? seen + 1 : first(second);
      if (places.compareAndSet(place, seen, next)) {
        return;
      }
    }
  }

  private static long first(long second) {
    return second << Integer.SIZE | 1;
  }

  /** The count of a second that is one of the last 900. */
  int of(long second) {
    if (second < 0) {
      return 0;
    }
    long seen = places.get((int) (second % SECONDS));
    return (int) (seen >>> Integer.SIZE) == (int) second ? (int) seen : 0;
  }
}
