// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for facts that only asking again and again can tell. */
final class Wait {

  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();
  private static final long BETWEEN_NANOS = Duration.ofMillis(100).toNanos();

  private Wait() {}

  /** The first answer that is {@code good}; an exception counts as one that is not. */
  static <T> T until(String what, Callable<T> ask, Predicate<T> good) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    Object last = null;
    while (System.nanoTime() < deadline) {
      try {
        T answer = ask.call();
        if (good.test(answer)) {
          return answer;
        }
        last = answer;
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(BETWEEN_NANOS);
    }
    throw new AssertionError("waited in vain for " + what + ", last seen: " + shortened(last));
  }

  private static String shortened(Object last) {
    String text = String.valueOf(last);
    return text.length() > 1000 ? text.substring(0, 1000) + "..." : text;
  }
}
