// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.StateByName;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint is closed past its WebSocket session: by a server that stops, or by Jetty's own input
 * and output. Nothing a peer does comes here, except what a failed write found out, and what its
 * TLS could not read.
 */
final class EndPointClose {

  private static final StateByName CONNECTIONS =
      new StateByName(
          JettyModule.CORE + "WebSocketConnection", JettyModule.INTERNAL + "WebSocketConnection");

  private EndPointClose() {}

  @OnEnter
  static void close(
      @Advice.FieldValue("_connection") @Nullable Object connection,
      @Advice.Argument(0) @Nullable Throwable failure) {
    Wire wire = connection == null ? null : wire(connection);
    if (wire != null) {
      CurrentRead.closing(
          wire,
          failure != null && Failures.isOfTransport(failure) ? Failures.cause(failure) : null);
    }
  }

  /**
   * Of a WebSocket connection. By name, since Jetty 9.4 has these endpoints too, and no such class,
   * and since an application may bring Jetty's WebSocket to a server that knows nothing of it.
   */
  static @Nullable Wire wire(Object connection) {
    // All HTTP comes by here: nothing is kept of classes that are no WebSocket's.
    return connection.getClass().getName().startsWith(JettyModule.CORE)
        ? CONNECTIONS.wire(connection)
        : null;
  }
}
