// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus.common;

import dev.hangup.tap.Wire;

/** A client's way to a connection, over all the requests that it takes. */
public final class Attempt {

  private final Wire wire;
  private boolean connecting = true;
  private boolean lost;

  public Attempt(Wire wire) {
    this.wire = wire;
  }

  public Wire wire() {
    return wire;
  }

  /** The thread that connects is done with it, and has told of what went wrong. */
  public synchronized void connected() {
    connecting = false;
    if (lost) {
      wire.refused(0, null);
    }
  }

  /**
   * This side has closed the connection. While there is a thread that connects it knows better why:
   * a handshake of TLS that fails is closed before that thread hears of it.
   */
  synchronized void lost() {
    lost = true;
    if (!connecting) {
      wire.refused(0, null);
    }
  }
}
