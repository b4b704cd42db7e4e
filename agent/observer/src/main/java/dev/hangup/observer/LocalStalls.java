// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances.Kind;
import dev.hangup.close.Circumstances.LocalStall;
import org.jspecify.annotations.Nullable;

/**
 * The last few times this JVM stood still, as its {@link Watch} noticed by waking late: a
 * collection, a used-up CPU limit, SIGSTOP, a machine that was paused. One thread writes, any
 * reads.
 */
final class LocalStalls {

  /** A thread that sleeps 250 ms and wakes so much later was not let run. */
  static final long LATE = 500_000_000L;

  /** A standstill that ended longer before the end has nothing to do with it. */
  static final long RIGHT_BEFORE = 2_000_000_000L;

  /** The shortest that is told with an end. */
  static final long SHORTEST = 1_000_000_000L;

  private static final int KEPT = 16;

  /** Null until the watch first wakes, where it is to be the system's. */
  private @Nullable StallReasons reasons;

  /** Newest first from {@link #next} backwards. */
  private final @Nullable Stall[] last = new Stall[KEPT];

  private int next;

  /** When the watch is to wake, on the even clock. Written by it alone. */
  private volatile long dueAt;

  /** Nothing is known before. */
  private volatile boolean begun;

  LocalStalls(@Nullable StallReasons reasons) {
    this.reasons = reasons;
  }

  /**
   * This JVM stood still.
   *
   * @param from on the even clock
   * @param why what explains it, where something does
   */
  private record Stall(long from, long to, StallReasons.@Nullable Why why) {

    boolean reaches(long moment) {
      return from - moment < 0 && moment - to <= RIGHT_BEFORE;
    }

    LocalStall at(long moment, long end) {
      long until = moment - to < 0 ? moment : to;
      long lasted = until - from;
      return new LocalStall(
          Kind.PROCESS,
          lasted,
          Math.max(0, end - until),
          why == null ? null : why.reason(),
          why == null ? 0 : Math.min(lasted, why.lasted()),
          null);
    }
  }

  /** The watch is about to sleep until then. */
  void sleepsUntil(long moment) {
    dueAt = moment;
    begun = true;
  }

  /** The watch has woken. Whether it was so late that this JVM had stood still. */
  boolean wokeAt(long now) {
    long due = dueAt;
    boolean late = begun && now - due >= LATE;
    StallReasons known = reasons();
    if (late) {
      add(new Stall(due, now, known.of(now - due)));
    }
    dueAt = now; // what the watch does now takes time of its own, which is no standstill
    known.remember(now);
    return late;
  }

  /** Read on the watch's own thread: it opens files. */
  private StallReasons reasons() {
    StallReasons known = reasons;
    if (known == null) {
      known = new SystemStallReasons();
      reasons = known;
    }
    return known;
  }

  private synchronized void add(Stall stall) {
    last[next] = stall;
    next = (next + 1) % KEPT;
  }

  /** When the watch is to wake. */
  long dueAt() {
    return dueAt;
  }

  /**
   * Whether the watch should have woken long before that moment: this JVM stood still, and the
   * watch has not come to say so.
   */
  boolean isUnsettled(long moment) {
    return begun && moment - dueAt >= LATE;
  }

  /**
   * The longest standstill that reached to a moment or nearly so; null where none did.
   *
   * @param moment of the first Close frame or, without one, of the end
   * @param end of the transport
   */
  @Nullable LocalStall before(long moment, long end) {
    Stall longest = isUnsettled(moment) ? new Stall(dueAt, moment, null) : null;
    synchronized (this) {
      for (Stall each : last) {
        if (each != null
            && each.reaches(moment)
            && (longest == null || each.to - each.from > longest.to - longest.from)) {
          longest = each;
        }
      }
    }
    LocalStall told = longest == null ? null : longest.at(moment, end);
    return told == null || told.lasted() < SHORTEST ? null : told;
  }
}
