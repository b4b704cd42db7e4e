// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Incoming;
import dev.hangup.tap.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Gateways, where a library's method calls the application and returns when that is done: a client
 * that is asked for within it is the other leg of the connection it is called for. What begins here
 * is handed from the tap at the method's beginning to the one at its end.
 */
public final class Relays {

  private Relays() {}

  /** The application is about to hear that a connection is open; null for a client's. */
  public static @Nullable Object opens(Wire wire) {
    return wire.isBeginning() ? Incoming.opening(wire) : null;
  }

  /** It has heard. */
  public static void opened(@Nullable Object opening) {
    if (opening instanceof Incoming begun) {
      Incoming.endHere();
      Wire wire = begun.wire();
      if (wire != null) {
        wire.handled();
      }
    }
  }

  /** A connection is about to handle what it reads: the wire itself, but for a server's first. */
  public static Object reads(Wire wire) {
    return wire.isBeginning() ? Incoming.reading(wire) : wire;
  }

  /** It has handled it. */
  public static @Nullable Wire read(@Nullable Object reading) {
    if (reading instanceof Incoming begun) {
      Incoming.endHere();
      return begun.wire();
    }
    return (Wire) reading;
  }
}
