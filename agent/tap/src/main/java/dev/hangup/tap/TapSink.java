// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import org.jspecify.annotations.Nullable;

/** Who follows the connections. One at a time; see {@link WireTap#install}. */
public interface TapSink {

  /**
   * A handshake begins. The wire is closed by {@link Wire#refused} or opened by {@link
   * Wire#opened}.
   */
  Wire handshake(Handshake handshake);

  /**
   * A connection shows up by its first byte: its handshake was made by code that is not tapped, or
   * before anybody observed. {@link Wire#opened} follows at once.
   */
  Wire adopted(Handshake handshake);

  /**
   * The trace the calling thread is in, for a handshake that will go on in another one; null where
   * it is in none.
   */
  default @Nullable Object currentTrace() {
    return null;
  }

  /**
   * To be run once the answer 101 to the request this thread handles has gone out; never throws.
   * Null where no caller waits for that.
   */
  default @Nullable Runnable switching() {
    return null;
  }

  /**
   * A failure of the agent that was kept from the application. The connection it hit is known, and
   * its wire hears of it by itself.
   */
  void suppressed(Throwable failure);

  /**
   * Likewise, but which connection of the stack it hit is not known: none that is open now may be
   * judged. Null where not even the stack is known.
   */
  void suppressed(@Nullable String stack, Throwable failure);

  /** A tap of this stack is not there: until it is, none of its connections may be judged. */
  void tapMissing(String stack);

  /** Takes back one {@link #tapMissing}. */
  void tapFound(String stack);
}
