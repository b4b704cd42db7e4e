// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Wire;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handshake in progress on this thread. Tomcat makes the parts of a connection in constructors
 * that know nothing of each other; they find the wire here. Alive only while the method around them
 * runs.
 */
final class Upgrade extends UpgradeUnderWay {

  private @Nullable AsynchronousSocketChannel channel;
  private int status;
  private boolean opened;

  private Upgrade(Wire wire) {
    super(null, wire);
  }

  static Upgrade begin(Wire wire) {
    return enter(new Upgrade(wire));
  }

  public static @Nullable Upgrade current() {
    return UpgradeUnderWay.current() instanceof Upgrade upgrade ? upgrade : null;
  }

  /**
   * The one of this client that has not succeeded yet: a redirect or a challenge makes Tomcat begin
   * anew, and is still the same attempt.
   */
  static @Nullable Upgrade pendingClient() {
    Upgrade current = current();
    return current == null || current.opened || current.wire().handshake().isServer()
        ? null
        : current;
  }

  @Override
  public Wire wire() {
    return Objects.requireNonNull(super.wire());
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
