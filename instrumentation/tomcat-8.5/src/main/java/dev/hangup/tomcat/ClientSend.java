// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import java.io.IOException;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsRemoteEndpointImplServer;
import org.jspecify.annotations.Nullable;

/**
 * A message that nobody waits for is over. A client tells its failure nowhere else, and goes on: it
 * is for the application to close. A server's failure was told when it happened.
 */
final class ClientSend {

  private ClientSend() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This WsRemoteEndpointImplBase endpoint,
      @Advice.FieldValue("wsSession") @Nullable WsSession session,
      @Advice.Argument(1) @Nullable Object result)
      throws Throwable {
    if (result == null || endpoint instanceof WsRemoteEndpointImplServer) {
      return; // somebody waited, or see above
    }
    Throwable failure = Sends.failureIn(result);
    Tapped tapped = failure == null ? null : Tapped.of(session);
    if (tapped == null || failure == null) {
      return;
    }
    if (Sends.isTimeout(failure)) {
      Sends.stalled(tapped.wire(), Sends.asyncLimit(endpoint));
    } else if (failure instanceof IOException) {
      tapped.wire().writeFailed(failure);
    }
  }
}
