// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.PeerText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Failures of the agent that the application never saw. All are counted; one line is written for
 * each distinct one: the same class thrown at the same place is the same failure.
 */
public final class SuppressedFailures {

  private static final int DISTINCT = 64;
  private static final String OURS = "dev.hangup.";

  // Of a stack trace that is wanted.
  private static final int MOST_FRAMES = 50;
  private static final int MOST_CAUSES = 5;
  private static final int LONGEST_LINE = 300;

  private final LongAdder count = new LongAdder();
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();
  private final Consumer<String> lines;
  private final boolean debug;

  /**
   * Begins to count.
   *
   * @param debug a distinct failure is told with its stack trace
   */
  public SuppressedFailures(Consumer<String> lines, boolean debug) {
    this.lines = lines;
    this.debug = debug;
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
      if (debug) {
        trace(failure);
      }
    }
  }

  public long count() {
    return count.sum();
  }

  private static String distinct(Throwable failure) {
    StackTraceElement place = place(failure);
    return failure.getClass().getName() + (place == null ? "" : " at " + text(place));
  }

  /** Ours, where the JDK or a library threw it: what they complain of we have done. */
  private static @Nullable StackTraceElement place(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    for (StackTraceElement frame : trace) {
      if (frame.getClassName().startsWith(OURS)) {
        return frame;
      }
    }
    return trace.length == 0 ? null : trace[0];
  }

  /** Without the names of loaders and modules, which differ from one application to the next. */
  private static String text(StackTraceElement frame) {
    return frame.getClassName()
        + "."
        + frame.getMethodName()
        + "("
        + (frame.getFileName() == null ? "unknown" : frame.getFileName())
        + (frame.getLineNumber() < 0 ? "" : ":" + frame.getLineNumber())
        + ")";
  }

  private void trace(Throwable failure) {
    Throwable cause = failure;
    String before = "  ";
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      // A message may quote what a peer sent.
      lines.accept(before + PeerText.clean(cause.toString(), LONGEST_LINE));
      StackTraceElement[] trace = cause.getStackTrace();
      for (int i = 0; i < trace.length && i < MOST_FRAMES; i++) {
        lines.accept("    at " + text(trace[i]));
      }
      before = "  caused by ";
      cause = cause.getCause();
    }
  }
}
