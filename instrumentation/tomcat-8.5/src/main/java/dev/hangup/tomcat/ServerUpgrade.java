// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import dev.hangup.tomcat.common.Served;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.jspecify.annotations.Nullable;

/**
 * The server answers a request for an upgrade that some endpoint is there for; Spring comes this
 * way as well. The connection itself is made later, when the response has been written.
 */
final class ServerUpgrade {

  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int INTERNAL_SERVER_ERROR = 500;

  private ServerUpgrade() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.Argument(0) WsServerContainer container,
      @Advice.Argument(1) Object request,
      @Advice.Argument(3) Object endpointConfig)
      throws Throwable {
    if (!WireTap.active()) {
      return null;
    }
    Wire wire = WireTap.handshake(Described.request(container, request, endpointConfig));
    return wire == null ? null : Upgrade.begin(wire);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
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
    int status = Api.status(response);
    if (thrown == null && status == SWITCHING_PROTOCOLS) {
      wire.handshake()
          .subprotocol(Api.answered(response, "Sec-WebSocket-Protocol"))
          .extensions(Api.answered(response, "Sec-WebSocket-Extensions"));
    } else if (!Served.refused(wire, thrown) && !Api.isAsyncStarted(request)) {
      // What is thrown here the container answers. On a thread of the application's own the end
      // of the request is still to come, and is told.
      wire.refused(thrown == null ? status : INTERNAL_SERVER_ERROR, thrown);
    }
  }
}
