// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.Addresses;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Incoming;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import dev.hangup.tomcat.common.Served;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.jspecify.annotations.Nullable;

/** The upgrade as a server answers it, from the request to the first read. */
final class ServerHandshake {

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int INTERNAL_SERVER_ERROR = 500;

  private static final StateField STATE = StateField.of(WsHttpUpgradeHandler.class);

  private ServerHandshake() {}

  /**
   * The server answers a request for an upgrade that some endpoint is there for; Spring comes this
   * way as well. The connection itself is made later, when the response has been written.
   */
  @OnEnter
  static @Nullable Object upgrade(
      @Advice.Argument(0) WsServerContainer container,
      @Advice.Argument(1) Object request,
      @Advice.Argument(3) Object endpointConfig)
      throws Throwable {
    if (!WireTap.active()) {
      return null;
    }
    Wire wire = WireTap.handshake(Handshakes.request(container, request, endpointConfig));
    return wire == null ? null : Upgrade.begin(wire);
  }

  @OnExit
  static void upgradeDone(
      @Advice.Enter @Nullable Object begun,
      @Advice.Argument(1) Object request,
      @Advice.Argument(2) Object response,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (begun == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) begun;
    upgrade.end();
    Wire wire = upgrade.wire();
    int status = Api.SERVLETS.status(response);
    if (thrown == null && status == SWITCHING_PROTOCOLS) {
      wire.handshake()
          .subprotocol(Api.SERVLETS.answered(response, "Sec-WebSocket-Protocol"))
          .extensions(Api.SERVLETS.answered(response, "Sec-WebSocket-Extensions"));
    } else if (!Served.refused(wire, thrown) && !Api.SERVLETS.isAsyncStarted(request)) {
      // What is thrown here the container answers. On a thread of the application's own the end
      // of the request is still to come, and is told.
      wire.refused(thrown == null ? status : INTERNAL_SERVER_ERROR, thrown);
    }
  }

  /** The upgrade is granted: its handler carries the wire from the request to the connection. */
  @OnReturn
  static void granted(@Advice.This WsHttpUpgradeHandler handler) {
    Upgrade upgrade = Upgrade.current();
    if (upgrade != null) {
      STATE.set(handler, upgrade.wire());
    }
  }

  /** The wire, handed out once. */
  static @Nullable Wire takeFrom(WsHttpUpgradeHandler handler) {
    Wire wire = (Wire) STATE.get(handler);
    if (wire != null) {
      STATE.set(handler, null);
    }
    return wire;
  }

  /** The response is written: the handler makes session and parser, and calls the endpoint. */
  @OnEnter
  static @Nullable Object start(@Advice.This WsHttpUpgradeHandler handler) {
    Wire wire = takeFrom(handler);
    if (wire == null) {
      return null;
    }
    Upgrade upgrade = Upgrade.begin(wire);
    Incoming.opening(wire);
    return upgrade;
  }

  @OnExit
  static void startDone(
      @Advice.Enter @Nullable Object begun, @Advice.Thrown @Nullable Throwable thrown) {
    if (begun == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) begun;
    upgrade.end();
    Incoming.endHere();
    if (thrown != null) {
      Failures.onOpen(upgrade, thrown);
    } else {
      upgrade.wire().handled();
    }
  }

  /**
   * The server's parser is made, after the session and before the endpoint hears of it: the
   * beginning of the connection.
   */
  @OnReturn
  static void parser(@Advice.AllArguments Object[] arguments) throws Throwable {
    Upgrade upgrade = Upgrade.current();
    if (upgrade == null) {
      return;
    }
    Wire wire = upgrade.wire();
    SocketWrapperBase<?> socket = (SocketWrapperBase<?>) arguments[0];
    // The request may speak for a proxy's client; this is who is connected.
    WsSession session = session(arguments);
    wire.handshake()
        .peer(Addresses.of(socket.getRemoteAddr(), socket.getRemotePort()))
        .framework(Framework.of(session));
    SessionConnection.attach(session, wire);
    upgrade.opened();
    wire.opened();
  }

  /** Second or third, by version. */
  private static WsSession session(Object[] arguments) {
    return (WsSession) (arguments[1] instanceof WsSession ? arguments[1] : arguments[2]);
  }
}
