// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Failures of ours that the application never saw. All are counted; one line is written for each
 * distinct one: the same class thrown at the same place is the same failure.
 */
public final class SuppressedFailures {

  private static final int DISTINCT = 64;

  private final LongAdder count = new LongAdder();
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();
  private final Consumer<String> lines;

  public SuppressedFailures(Consumer<String> lines) {
    this.lines = lines;
  }

  public void record(Throwable failure) {
    count.increment();
    String distinct = distinct(failure);
    if (known.size() < DISTINCT && known.putIfAbsent(distinct, Boolean.TRUE) == null) {
      lines.accept(
          "suppressed a failure of its own, the application goes on: "
              + distinct
              + ". Please report it; what it may have hit is marked as not completely observed and not"
              + " judged.");
    }
  }

  public long count() {
    return count.sum();
  }

  private static String distinct(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
