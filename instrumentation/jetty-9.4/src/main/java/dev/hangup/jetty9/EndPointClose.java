// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.StateByName;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint is closed past its WebSocket connection: by a server that stops, or by Jetty's own
 * input and output. Nothing a peer does comes here, except what a failed write found out, and what
 * its TLS could not read.
 */
final class EndPointClose {

  private static final String WEBSOCKET = "org.eclipse.jetty.websocket.";

  private static final StateByName CONNECTIONS =
      new StateByName(WEBSOCKET + "common.io.AbstractWebSocketConnection");

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
   * By name, since later generations have this endpoint too and no such class, and since an
   * application may bring Jetty's WebSocket to a server that knows nothing of it.
   */
  private static @Nullable Wire wire(Object connection) {
    // All HTTP comes by here: nothing is kept of classes that are no WebSocket's.
    return connection.getClass().getName().startsWith(WEBSOCKET)
        ? CONNECTIONS.wire(connection)
        : null;
  }
}
