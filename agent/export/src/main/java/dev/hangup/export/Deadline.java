// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.net.SocketTimeoutException;

/**
 * When an exchange has to be over.
 *
 * @param at as {@code System.nanoTime} counts
 * @param connect how long connecting may take of that, in nanoseconds
 */
record Deadline(long at, long connect) {

  /** At least one, since none means no limit to a socket. */
  int millisLeft() throws SocketTimeoutException {
    return millis(at - System.nanoTime());
  }

  int millisToConnect() throws SocketTimeoutException {
    return millis(Math.min(connect, at - System.nanoTime()));
  }

  private static int millis(long nanos) throws SocketTimeoutException {
    if (nanos <= 0) {
      throw new SocketTimeoutException("no time left");
    }
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, nanos / 1_000_000));
  }
}
