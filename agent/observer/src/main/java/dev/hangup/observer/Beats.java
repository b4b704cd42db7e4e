// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import org.jspecify.annotations.Nullable;

/**
 * The small messages of one direction, which may be heartbeats of a protocol above WebSocket: of
 * one size, at a steady pace. Of the thread that writes the direction.
 */
final class Beats {

  /** Those that are known have up to 11 bytes. */
  static final long LARGEST = 16;

  /** So many intervals alike make a pace of it. */
  private static final byte STEADY = 4;

  private static final long MILLI = 1_000_000;

  /** Timers and networks are late now and then, however short the period is. */
  private static final int LATE = 200;

  private static final int SHORTEST = (int) (Account.Heartbeat.SHORTEST / MILLI) - LATE;

  private byte size = -1;

  /** Intervals alike, as far as they count. */
  private byte alike;

  /** In milliseconds since the connection's start, of which 24 days have room. */
  private int lastAt;

  /** In milliseconds. */
  private int period;

  /**
   * Other messages may come in between: a heartbeat is sent where there is nothing else to say.
   *
   * @param nanos since the connection's start
   */
  void message(int bytes, long nanos) {
    int now = (int) (nanos / MILLI);
    int since = now - lastAt;
    if (bytes == size && since < SHORTEST) {
      alike = 0; // data, and there may be much of it: no more is asked
    } else if (bytes != size) {
      if (isSteady() && since / 2 <= period) {
        return; // between two beats, and as small as they are
      }
      size = (byte) bytes;
      alike = 0;
      period = 0;
    } else if (alike > 0 && Math.abs(since - period) <= Math.max(period / 10, LATE)) {
      if (alike < STEADY) {
        alike++;
      }
    } else {
      alike = 1;
      period = since;
    }
    lastAt = now;
  }

  private boolean isSteady() {
    return alike == STEADY && period >= SHORTEST;
  }

  /**
   * Null where there is no pace in them.
   *
   * @param end since the connection's start
   * @param silent how long it is then that anything was heard
   */
  Account.@Nullable Heartbeat steady(long end, long silent) {
    if (!isSteady()) {
      return null;
    }
    long since = ((int) (end / MILLI) - lastAt - 1) * MILLI; // no more than it was: both were cut
    return new Account.Heartbeat(period * MILLI, size, Math.max(silent, since), silent);
  }
}
