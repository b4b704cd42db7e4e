// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;

/**
 * Pings this side sent that wait for a pong. Written by the outbound thread, settled by the inbound
 * one, so its methods lock; control frames are rare enough. A pong answers its ping and all before
 * it (RFC 6455 5.5.3).
 */
final class PingLedger {

  private static final int KEPT = 16;

  private final long[] fingerprints = new long[KEPT];
  private final long[] sentAt = new long[KEPT];
  private long sent;
  private long settled;
  private long last = -1;
  private long slowest = -1;

  /**
   * From one ping to the next, as far as the last three are of one pace; -1 where they are not, or
   * there are none.
   */
  synchronized long period() {
    if (sent < 3) {
      return -1;
    }
    long last = sentAt(1) - sentAt(2);
    long before = sentAt(2) - sentAt(3);
    return Math.abs(last - before) <= before / 10 ? last : -1;
  }

  /** Of the last one, the one before that, and so on. */
  private long sentAt(int back) {
    return sentAt[(int) ((sent - back) % KEPT)];
  }

  synchronized void sent(long fingerprint, long nanos) {
    int at = (int) (sent % KEPT);
    fingerprints[at] = fingerprint;
    sentAt[at] = nanos;
    sent++;
  }

  /** Returns how long the ping had waited, or -1 for a pong without a ping. */
  synchronized long answered(long fingerprint, long nanos) {
    for (long i = sent - 1; i >= Math.max(settled, sent - KEPT); i--) {
      int at = (int) (i % KEPT);
      if (fingerprints[at] == fingerprint) {
        settled = i + 1;
        last = Math.max(0, nanos - sentAt[at]);
        slowest = Math.max(slowest, last);
        return last;
      }
    }
    return -1;
  }

  /**
   * What became of the pings, all of it at one moment.
   *
   * @param last nanoseconds from ping to pong of the last answered one, or -1
   * @param slowest likewise of the slowest, or -1
   */
  record Seen(Account.Pings pings, long last, long slowest) {}

  /** Of a connection that sent no ping. */
  static final Seen NONE = new Seen(Account.Pings.NONE, -1, -1);

  synchronized Seen at(long end, long heardAt) {
    long unanswered = sent - settled;
    long first = Math.max(settled, sent - KEPT);
    long oldest = sentAt[(int) (first % KEPT)];
    // Of those that nothing at all came after, where there are such.
    for (long i = first; i < sent; i++) {
      long at = sentAt[(int) (i % KEPT)];
      if (at - heardAt >= 0) {
        oldest = at;
        break;
      }
    }
    return new Seen(
        new Account.Pings(sent, unanswered, unanswered == 0 ? -1 : end - oldest), last, slowest);
  }
}
