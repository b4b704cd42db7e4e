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

  /** Timers and networks are late now and then, however short the period is. */
  private static final long LATE = 200_000_000;

  private byte size = -1;

  /** Intervals alike, as far as they count. */
  private byte alike;

  private long lastAt;
  private long period;

  /** Other messages may come in between: a heartbeat is sent where there is nothing else to say. */
  void message(int bytes, long now) {
    long since = now - lastAt;
    if (bytes == size && since < Account.Heartbeat.SHORTEST - LATE) {
      alike = 0; // data, and there may be much of it: no division
    } else if (bytes != size) {
      if (isSteady() && since <= 2 * period) {
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
    return alike == STEADY && period >= Account.Heartbeat.SHORTEST - LATE;
  }

  /** Null where there is no pace in them. */
  Account.@Nullable Heartbeat steady(long end, long heardAt) {
    return isSteady()
        ? new Account.Heartbeat(period, size, Math.max(0, end - lastAt), Math.max(0, end - heardAt))
        : null;
  }
}
