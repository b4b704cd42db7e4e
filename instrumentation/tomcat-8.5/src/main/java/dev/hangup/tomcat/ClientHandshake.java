// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.net.URI;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/** The upgrade as a client asks for it, all on the thread that connects. */
final class ClientHandshake {

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int UNAUTHORIZED = 401;

  private ClientHandshake() {}

  /**
   * The client connects, asks for the upgrade and waits for the answer, all on the caller's thread.
   */
  @OnEnter
  static @Nullable Object connect(@Advice.Argument(2) URI target) {
    Upgrade pending = Upgrade.pendingClient();
    if (pending != null) {
      Handshake handshake = pending.wire().handshake();
      if (pending.status() == UNAUTHORIZED) {
        handshake.target(target.toString()); // the same place, with credentials
      } else {
        handshake.redirectedTo(target.toString());
      }
      return null;
    }
    if (!WireTap.active()) {
      return null;
    }
    Wire wire = WireTap.handshake(Handshakes.client().target(target.toString()));
    return wire == null ? null : Upgrade.begin(wire);
  }

  @OnExit
  static void connectDone(
      @Advice.Enter @Nullable Object begun, @Advice.Thrown @Nullable Throwable thrown) {
    if (begun == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) begun;
    upgrade.end();
    if (thrown == null) {
      return;
    }
    if (!upgrade.isOpened() && thrown.getCause() == null && upgrade.status() > 0) {
      // The answer is all that was wrong; of a 101 the client did not like something in it.
      upgrade
          .wire()
          .refused(upgrade.status(), upgrade.status() == SWITCHING_PROTOCOLS ? thrown : null);
    } else {
      Failures.onOpen(upgrade, thrown);
    }
  }

  /** The client's request, as the application's configurator left it. */
  @OnEnter
  static void request(@Advice.Argument(1) Map<?, ?> headers) {
    Upgrade upgrade = Upgrade.pendingClient();
    if (upgrade != null) {
      Handshakes.headers(upgrade.wire().handshake(), headers);
    }
  }

  /** The client read the first line of a response. */
  @OnReturn
  static void response(@Advice.Return int status) {
    Upgrade upgrade = Upgrade.pendingClient();
    if (upgrade != null) {
      upgrade.status(status);
    }
  }

  /** The client's transport, with TLS or without. */
  @OnReturn
  static void channel(@Advice.Argument(0) AsynchronousSocketChannel channel) {
    Upgrade upgrade = Upgrade.pendingClient();
    if (upgrade != null) {
      upgrade.channel(channel);
    }
  }

  /** The client's parser is made: the beginning of the connection, as on the server. */
  @OnReturn
  static void parser(@Advice.Argument(2) WsSession session) throws Throwable {
    Upgrade upgrade = Upgrade.pendingClient();
    if (upgrade == null) {
      return;
    }
    Wire wire = upgrade.wire();
    Handshake handshake = Handshakes.negotiated(wire.handshake(), session);
    AsynchronousSocketChannel channel = upgrade.channel();
    if (channel != null && channel.isOpen()) {
      handshake.peer(channel.getRemoteAddress());
    }
    SessionConnection.attach(session, wire);
    upgrade.opened();
    wire.opened();
  }
}
