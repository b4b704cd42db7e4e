// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import java.io.EOFException;
import java.io.IOException;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * The server tells the endpoint that reading failed; an {@code EOFException} is the peer's FIN.
 * Told before Tomcat writes a Close frame to what is left of the connection. Another thread's write
 * may have taken the reset of which this is what was left.
 */
final class ServerReadError {

  private ServerReadError() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("wsSession") @Nullable WsSession session,
      @Advice.FieldValue("socketWrapper") SocketWrapperBase<?> socket,
      @Advice.Argument(0) Throwable failure) {
    Tapped tapped = Tapped.of(session);
    if (tapped != null && failure instanceof IOException && !tapped.isThrownByParser(failure)) {
      Failures.read(tapped.wire(), failure);
      IOException written = socket.getError();
      if (failure instanceof EOFException && written != null) {
        tapped.wire().writeFailed(written);
      }
    }
  }
}
