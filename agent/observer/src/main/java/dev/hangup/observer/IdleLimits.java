// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Around;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For how long connections of one peer may be silent: the longest silence that was survived, and
 * those that were not. Guarded by its {@link Peers}.
 */
final class IdleLimits {

  /** So many alike make a limit. */
  private static final int ENOUGH = 3;

  private static final int KEPT = 8;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long[] died = new long[KEPT];
  private int deaths;
  private long lastAt;
  private long survived;

  /** The longest silence of a connection after which the peer was heard again; 0 for none. */
  void survived(long silence) {
    survived = Math.max(survived, silence);
  }

  /** The peer, or what is on the way to it, ended a silent connection. */
  void died(long silence, long at) {
    if (deaths > 0 && at - lastAt < SECOND && isAlike(died[(deaths - 1) % KEPT], silence)) {
      return; // in one moment with another one, which tells no more than that one
    }
    died[deaths++ % KEPT] = silence;
    lastAt = at;
    if (survived > silence + Around.IdleLimit.tolerance(silence) && alike(silence) >= ENOUGH) {
      survived = 0; // it was another limit then
    }
  }

  private static boolean isAlike(long one, long other) {
    return Math.abs(one - other) <= Around.IdleLimit.tolerance(other);
  }

  private int alike(long silence) {
    int alike = 0;
    for (int i = 0; i < Math.min(deaths, KEPT); i++) {
      alike += isAlike(died[i], silence) ? 1 : 0;
    }
    return alike;
  }

  /**
   * What is known of a limit at this silence.
   *
   * @param pingPeriod of this side's pings, -1 where there is none
   */
  Around.@Nullable IdleLimit at(long silence, long pingPeriod) {
    int alike = alike(silence);
    boolean outlived = survived > silence + Around.IdleLimit.tolerance(silence);
    if (alike < ENOUGH && !outlived) {
      return null;
    }
    long shortest = silence;
    long longest = silence;
    for (int i = 0; i < Math.min(deaths, KEPT); i++) {
      if (isAlike(died[i], silence)) {
        shortest = Math.min(shortest, died[i]);
        longest = Math.max(longest, died[i]);
      }
    }
    return new Around.IdleLimit(alike, shortest, longest, survived, pingPeriod);
  }
}
