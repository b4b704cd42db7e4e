// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsSession;

/**
 * The server's parser is made, after the session and before the endpoint hears of it: the beginning
 * of the connection.
 */
final class ServerParser {

  private ServerParser() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.AllArguments Object[] arguments) throws Throwable {
    Upgrade upgrade = Upgrade.current();
    if (upgrade == null) {
      return;
    }
    Wire wire = upgrade.wire();
    SocketWrapperBase<?> socket = (SocketWrapperBase<?>) arguments[0];
    // The request may speak for a proxy's client; this is who is connected.
    WsSession session = session(arguments);
    wire.handshake()
        .peer(Described.address(socket.getRemoteAddr(), socket.getRemotePort()))
        .framework(Framework.of(session));
    Tapped.hang(session, wire);
    upgrade.opened();
    wire.opened();
  }

  /** Second or third, by version. */
  private static WsSession session(Object[] arguments) {
    return (WsSession) (arguments[1] instanceof WsSession ? arguments[1] : arguments[2]);
  }
}
