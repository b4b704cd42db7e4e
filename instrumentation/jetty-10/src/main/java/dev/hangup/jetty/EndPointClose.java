// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint is closed past its WebSocket session: by a server that stops, or by Jetty's own input
 * and output. Nothing a peer does comes here, except what a failed write found out.
 */
final class EndPointClose {

  private EndPointClose() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("_connection") @Nullable Object connection,
      @Advice.Argument(0) @Nullable Throwable failure) {
    // By name, since Jetty 9.4 has this endpoint too, and none of the classes below.
    if (connection == null || !connection.getClass().getName().startsWith(JettyModule.CORE)) {
      return;
    }
    Wire wire = Tapped.connection(connection);
    if (wire != null) {
      if (failure != null && Failures.isOfTransport(failure)) {
        wire.writeFailed(Failures.cause(failure));
      }
      wire.localClose();
    }
  }
}
