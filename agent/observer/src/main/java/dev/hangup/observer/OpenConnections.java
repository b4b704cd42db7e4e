// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What can be told of connections that have not ended. One that never ends never makes a span, so
 * this is all there is of the worst of them.
 */
public interface OpenConnections {

  /** Since a Close frame went either way, with the transport open still. */
  long CLOSING_TOO_LONG = TimeUnit.SECONDS.toNanos(30);

  /** Since a ping of this side that has no answer. */
  long PING_TOO_LONG = TimeUnit.SECONDS.toNanos(20);

  /** Since an upgrade was asked for that has no answer. */
  long HANDSHAKE_TOO_LONG = TimeUnit.SECONDS.toNanos(30);

  /** Looks at each of them, on the thread that asks; nothing is kept up to date meanwhile. */
  Map<Series, Waiting> waiting();

  /** The connections of one series, added up. Times in nanoseconds. */
  final class Waiting {
    private long open;
    private long closing;
    private long ping;
    private long handshake;
    private long silence;
    private long age;
    private long pending;

    /** An upgrade that has had no answer for {@code nanos}. */
    public void handshake(long nanos) {
      if (nanos > HANDSHAKE_TOO_LONG) {
        handshake++;
      }
    }

    /**
     * A connection that is open.
     *
     * @param age since the handshake
     * @param silence since the last byte either way
     * @param closing since the first Close frame, -1 without one
     * @param ping since the oldest ping without an answer, -1 where all have one
     */
    public void open(long age, long silence, long closing, long ping) {
      open++;
      this.age = Math.max(this.age, age);
      this.silence = Math.max(this.silence, silence);
      if (closing > CLOSING_TOO_LONG) {
        this.closing++;
      }
      if (ping > PING_TOO_LONG) {
        this.ping++;
      }
    }

    /** So many bytes of one of them wait to be sent. */
    public void pending(long bytes) {
      pending += bytes;
    }

    /** Of all of them. */
    public long pending() {
      return pending;
    }

    /** How many are open: past the handshake. */
    public long open() {
      return open;
    }

    /** How many have had a Close frame for too long. */
    public long closing() {
      return closing;
    }

    /** How many have waited for a pong for too long. */
    public long ping() {
      return ping;
    }

    /** How many upgrades have waited for an answer for too long. */
    public long handshake() {
      return handshake;
    }

    /** The longest time in which nothing passed, either way, until now. */
    public long silence() {
      return silence;
    }

    /** The age of the oldest. */
    public long age() {
      return age;
    }
  }
}
