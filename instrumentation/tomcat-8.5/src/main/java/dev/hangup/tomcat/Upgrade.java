// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import java.nio.channels.AsynchronousSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A handshake in progress on this thread. Tomcat makes the parts of a connection in constructors
 * that know nothing of each other; they find the wire here. Alive only while the method around them
 * runs.
 */
final class Upgrade {

  private static final ThreadLocal<Upgrade> CURRENT = new ThreadLocal<>();

  private final @Nullable Upgrade outer;
  private final Wire wire;
  private @Nullable AsynchronousSocketChannel channel;
  private int status;
  private boolean opened;

  private Upgrade(Wire wire) {
    this.outer = CURRENT.get();
    this.wire = wire;
  }

  static Upgrade begin(Wire wire) {
    Upgrade upgrade = new Upgrade(wire);
    CURRENT.set(upgrade);
    return upgrade;
  }

  static @Nullable Upgrade current() {
    return CURRENT.get();
  }

  /**
   * The one of this client that has not succeeded yet: a redirect or a challenge makes Tomcat begin
   * anew, and is still the same attempt.
   */
  static @Nullable Upgrade pendingClient() {
    Upgrade current = CURRENT.get();
    return current == null || current.opened || current.wire.handshake().isServer()
        ? null
        : current;
  }

  void end() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  Wire wire() {
    return wire;
  }

  void opened() {
    opened = true;
    channel = null;
  }

  boolean isOpened() {
    return opened;
  }

  /** The client's transport, which nothing of Tomcat's lets us ask for its peer. */
  void channel(AsynchronousSocketChannel made) {
    channel = made;
  }

  @Nullable AsynchronousSocketChannel channel() {
    return channel;
  }

  /** Of the last response the client read, 0 before any. */
  void status(int answered) {
    status = answered;
  }

  int status() {
    return status;
  }
}
