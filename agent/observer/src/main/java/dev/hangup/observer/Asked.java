// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a thread that asked for a client's connection, where its handshake begins on
 * another one: the trace it was in, and what it was handling.
 */
record Asked(@Nullable Object trace, Legs.Pairing handled) {

  /** On the thread that asks. Nearly always the trace itself, or null. */
  static @Nullable Object here(@Nullable Object trace) {
    Legs.Pairing handled = handledHere();
    return handled == null ? trace : new Asked(trace, handled);
  }

  /**
   * Leaves the trace as the handshake's context, and nothing else. Returns what was handled when
   * the connection was asked for or, where its handshake begins at once, what this thread handles;
   * of a server its own request.
   */
  static Legs.@Nullable Pairing unwrap(Handshake handshake) {
    Object context = handshake.context();
    if (context instanceof Asked asked) {
      handshake.context(asked.trace());
      return asked.handled();
    }
    if (handshake.isServer()) {
      Incoming answered = context instanceof Incoming own ? own : Incoming.here();
      handshake.context(answered == context ? null : context);
      return answered == null || !answered.isOf(handshake) ? null : pairing(answered);
    }
    return context == null ? handledHere() : null;
  }

  private static Legs.@Nullable Pairing handledHere() {
    Incoming beginning = Incoming.here();
    Legs.Pairing handled = beginning == null ? later() : pairing(beginning);
    if (handled != null) {
      handled.asked();
    }
    return handled;
  }

  private static Legs.@Nullable Pairing later() {
    ConnectionObserver server = Handling.here();
    return server == null || !server.handshake().isServer()
        ? null
        : new Legs.Pairing(server, Legs.When.LATER);
  }

  private static Legs.Pairing pairing(Incoming handled) {
    return (Legs.Pairing)
        handled.kept(
            () ->
                new Legs.Pairing(
                    handled.wire() instanceof ConnectionObserver server ? server : null,
                    handled.isReading() ? Legs.When.FIRST_MESSAGE : Legs.When.OPENING));
  }
}
