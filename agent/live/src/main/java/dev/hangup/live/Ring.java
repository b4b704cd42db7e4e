// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last so many, each with the number it came under. The lock is held while one reference is
 * stored, or all are copied.
 */
final class Ring<T> {

  private final @Nullable Object[] kept;
  private long taken;

  Ring(int most) {
    kept = new Object[most];
  }

  /** One of them and its number; the first has 1. */
  record Numbered<T>(long number, T value) {}

  synchronized void add(T value) {
    kept[(int) (taken % kept.length)] = value;
    taken++;
  }

  /** How many there have been. */
  synchronized long taken() {
    return taken;
  }

  /** Those that are still there, newest first. */
  synchronized List<Numbered<T>> newestFirst() {
    List<Numbered<T>> all = new ArrayList<>();
    for (long i = taken - 1; i >= Math.max(0, taken - kept.length); i--) {
      @SuppressWarnings("unchecked") // nothing else is stored
      T value = (T) kept[(int) (i % kept.length)];
      if (value != null) {
        all.add(new Numbered<>(i + 1, value));
      }
    }
    return all;
  }
}
