// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a thread that asked for a client's connection, where its handshake begins on
 * another one: the trace it was in, and the upgrade request it was handling.
 */
record Asked(@Nullable Object trace, Incoming handled) {

  /** On the thread that asks. Nearly always the trace itself, or null. */
  static @Nullable Object here(@Nullable Object trace) {
    Incoming handled = Incoming.here();
    return handled == null ? trace : new Asked(trace, handled);
  }

  /**
   * Leaves the trace as the handshake's context, and nothing else. Returns the request that was
   * handled when the connection was asked for or, where its handshake begins at once, the one that
   * this thread handles; of a server its own.
   */
  static @Nullable Incoming unwrap(Handshake handshake) {
    if (handshake.context() instanceof Asked asked) {
      handshake.context(asked.trace());
      return asked.handled();
    }
    Incoming here = handshake.isServer() || handshake.context() == null ? Incoming.here() : null;
    return here == null || (handshake.isServer() && !here.isOf(handshake)) ? null : here;
  }

  static Legs.Pairing pairing(Incoming handled) {
    return (Legs.Pairing) handled.kept(Legs.Pairing::new);
  }
}
