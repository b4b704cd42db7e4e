// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import org.HdrHistogram.Histogram;

/**
 * Messages at a fixed rate, by turns over the connections, and how long after they were due each
 * came back. One that had to wait because the server stood still counts from when it was due, not
 * from when it got out: that is what a user of the server would have waited.
 */
final class Schedule {

  private static final double SECOND = 1e9;

  private final long start;
  private final double perSecond;
  private final long[] arrived;
  private final Histogram latencies = new Histogram(3);

  /**
   * Nothing has been sent.
   *
   * @param start when the first is due, as {@link System#nanoTime} has it
   */
  Schedule(long start, double perSecond, int connections) {
    this.start = start;
    this.perSecond = perSecond;
    this.arrived = new long[connections];
  }

  /** How many ought to have been sent by now. */
  long due(long now) {
    long due = (long) ((now - start) * perSecond / SECOND);
    // Rounded twice: it may be one or two off.
    while (due > 0 && dueAt(due - 1) > now) {
      due--;
    }
    while (dueAt(due) <= now) {
      due++;
    }
    return due;
  }

  /** When the message of this number is due. */
  long dueAt(long number) {
    return start + (long) (number * SECOND / perSecond);
  }

  /** On which connection it goes. */
  int connection(long number) {
    return (int) (number % arrived.length);
  }

  /** The next so many of a connection came back. */
  void arrived(int connection, int messages, long now) {
    for (int i = 0; i < messages; i++) {
      long number = arrived[connection]++ * arrived.length + connection;
      latencies.recordValue(Math.max(0, now - dueAt(number)));
    }
  }

  /** In nanoseconds. */
  Histogram latencies() {
    return latencies;
  }
}
