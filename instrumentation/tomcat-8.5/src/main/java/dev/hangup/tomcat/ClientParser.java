// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.nio.channels.AsynchronousSocketChannel;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;

/** The client's parser is made: the beginning of the connection, as on the server. */
final class ClientParser {

  private ClientParser() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Argument(2) WsSession session) throws Throwable {
    Upgrade upgrade = Upgrade.pendingClient();
    if (upgrade == null) {
      return;
    }
    Wire wire = upgrade.wire();
    Handshake handshake = Described.negotiated(wire.handshake(), session);
    AsynchronousSocketChannel channel = upgrade.channel();
    if (channel != null && channel.isOpen()) {
      handshake.peer(channel.getRemoteAddress());
    }
    Tapped.hang(session, wire);
    upgrade.opened();
    wire.opened();
  }
}
