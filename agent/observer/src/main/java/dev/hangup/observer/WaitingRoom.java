// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where ends wait for a moment, because it is known a little later why they were: the first of four
 * hundred does not know of the others. Only what is told of a connection waits, never the
 * application, and never longer than {@link #LONGEST}. At most {@link #MOST} wait; what finds no
 * place is told at once, and so is everything from the moment the JVM goes down.
 *
 * <p>A thread of the agent tells them. It is made with the first end that waits, and ends when none
 * has come for a while.
 */
final class WaitingRoom {

  static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  /** They hold what they held as they were open. */
  static final int MOST = 8192;

  private static final long LINGER = TimeUnit.SECONDS.toNanos(10);

  private final Clock clock;
  private final List<LateEvidence> evidence;
  private final Consumer<List<PendingEnd>> telling;
  private final Consumer<Throwable> failures;
  private final Consumer<Runnable> threads;

  /** The first one due first. Guarded by this. */
  private final PriorityQueue<PendingEnd> waiting =
      new PriorityQueue<>((one, other) -> Long.signum(one.dueAt() - other.dueAt()));

  /** Of those that have waited. Guarded by this. */
  private int beingTold;

  /** Guarded by this. */
  private boolean attended;

  /** Guarded by this. */
  private boolean closed;

  /**
   * Opens it.
   *
   * @param evidence what ends wait for
   * @param telling takes those that have waited, with all there is to know
   * @param failures of the evidence
   * @param threads begins a thread of the agent
   */
  WaitingRoom(
      Clock clock,
      List<LateEvidence> evidence,
      Consumer<List<PendingEnd>> telling,
      Consumer<Throwable> failures,
      Consumer<Runnable> threads) {
    this.clock = clock;
    this.evidence = List.copyOf(evidence);
    this.telling = telling;
    this.failures = failures;
    this.threads = threads;
  }

  /**
   * Takes an end in, to be told later; or completes it and returns false, for it to be told at
   * once. Called by the thread that ended the connection.
   */
  boolean enter(PendingEnd end) {
    long nanos = Math.min(LONGEST, worthWaitingFor(end));
    if (nanos > 0 && isSeated(end, clock.nanoTime() + nanos)) {
      return true;
    }
    completeAtOnce(end);
    return false;
  }

  /** False where it cannot wait. */
  private synchronized boolean isSeated(PendingEnd end, long dueAt) {
    if (closed || waiting.size() >= MOST || !isAttended()) {
      return false;
    }
    end.dueAt(dueAt);
    waiting.add(end);
    if (waiting.peek() == end) {
      notifyAll();
    }
    return true;
  }

  /** Guarded by this. */
  private boolean isAttended() {
    if (!attended) {
      try {
        threads.accept(this::attend);
        attended = true;
      } catch (Throwable t) { // no more threads, or no memory for one
        failures.accept(t);
      }
    }
    return attended;
  }

  /** What the thread does until none has come for a while. */
  private void attend() {
    try {
      for (List<PendingEnd> due = awaitDue(); !due.isEmpty(); due = awaitDue()) {
        tell(due);
      }
    } catch (Throwable t) { // no memory for a list: the next end that waits gets another thread
      synchronized (this) {
        attended = false;
      }
      failures.accept(t);
    }
  }

  /** Empty when the thread is to end. */
  private synchronized List<PendingEnd> awaitDue() {
    long since = clock.nanoTime();
    while (true) {
      long now = clock.nanoTime();
      List<PendingEnd> due = due(now);
      if (!due.isEmpty()) {
        return due;
      }
      PendingEnd next = waiting.peek();
      long nanos = next == null ? LINGER - (now - since) : next.dueAt() - now;
      if (next == null && (nanos <= 0 || closed)) {
        attended = false;
        return due;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
      } catch (InterruptedException e) {
        // An application that interrupts all threads does not mean this one.
      }
    }
  }

  /** Guarded by this. */
  private List<PendingEnd> due(long now) {
    List<PendingEnd> due = new ArrayList<>(waiting.size()); // what is taken out must have its place
    for (PendingEnd next = waiting.peek();
        next != null && (closed || next.dueAt() - now <= 0);
        next = waiting.peek()) {
      due.add(next);
      waiting.remove();
    }
    beingTold += due.size();
    return due;
  }

  /** Tells those that have waited for long enough. For tests, whose clock stands still. */
  void tellDue() {
    List<PendingEnd> due;
    synchronized (this) {
      due = due(clock.nanoTime());
    }
    if (!due.isEmpty()) {
      tell(due);
    }
  }

  /** Tells all that wait, on this thread, and lets nothing wait any more. */
  void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    tellDue();
  }

  /** How many wait, or are being told of. */
  synchronized int untold() {
    return waiting.size() + beingTold;
  }

  private void tell(List<PendingEnd> due) {
    try {
      complete(due);
      telling.accept(due);
    } catch (Throwable t) {
      failures.accept(t);
    } finally {
      synchronized (this) {
        beingTold -= due.size();
      }
    }
  }

  private long worthWaitingFor(PendingEnd end) {
    long longest = 0;
    for (LateEvidence each : evidence) {
      try {
        longest = Math.max(longest, each.worthWaitingFor(end));
      } catch (Throwable t) {
        failures.accept(t);
      }
    }
    return longest;
  }

  private void completeAtOnce(PendingEnd end) {
    for (LateEvidence each : evidence) {
      try {
        each.completeAtOnce(end);
      } catch (Throwable t) {
        failures.accept(t);
      }
    }
  }

  private void complete(List<PendingEnd> due) {
    for (LateEvidence each : evidence) {
      try {
        each.complete(due);
      } catch (Throwable t) {
        failures.accept(t);
      }
    }
  }
}
