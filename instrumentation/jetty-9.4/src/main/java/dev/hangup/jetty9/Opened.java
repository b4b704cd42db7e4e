// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.common.io.AbstractWebSocketConnection;

/** The endpoint is the connection's from now on; no frame has passed. */
final class Opened {

  private Opened() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This WebSocketSession session, @Advice.FieldValue("connection") Object connection) {
    Wire wire = Tapped.connection(connection);
    if (wire != null && connection instanceof AbstractWebSocketConnection opened) {
      Described.agreed(wire.handshake(), session, opened);
      wire.opened();
    }
  }
}
