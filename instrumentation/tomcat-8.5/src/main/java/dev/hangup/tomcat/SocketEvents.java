// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import java.io.IOException;
import java.net.SocketTimeoutException;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/** The connector tells the server what became of a socket, other than that it can be read. */
final class SocketEvents {

  private SocketEvents() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.Argument(0) SocketEvent event,
      @Advice.FieldValue("wsSession") @Nullable WsSession session,
      @Advice.FieldValue("socketWrapper") SocketWrapperBase<?> socket) {
    if (event == SocketEvent.OPEN_READ || event == SocketEvent.OPEN_WRITE) {
      return;
    }
    Wire wire = Tapped.wire(session);
    if (wire == null) {
      return;
    }
    if (event == SocketEvent.ERROR) {
      IOException error = socket.getError();
      if (error instanceof SocketTimeoutException) {
        // The poller's, and of a write: a WebSocket's reads have no limit.
        if (session != null) {
          Sends.givenUp(wire, Sends.pollersLimit(session));
        }
        wire.localClose();
      } else {
        Failures.read(wire, error == null ? new IOException("socket error") : error);
      }
    } else if (event == SocketEvent.DISCONNECT) {
      wire.eof();
    } else if (event == SocketEvent.TIMEOUT) {
      wire.localClose();
    }
  }
}
