// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.StateByName;
import dev.hangup.tap.Wire;
import javax.net.ssl.SSLException;
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
      boolean reading = CurrentRead.is(wire);
      if (failure != null && Failures.isOfTransport(failure)) {
        Throwable cause = Failures.cause(failure);
        if (reading && cause instanceof SSLException) {
          wire.readFailed(cause); // Jetty's TLS closes before its reader hears of it
        } else {
          wire.writeFailed(cause);
        }
      }
      // The end of a stream whose other half is shut already closes it from within the read.
      if (!reading) {
        wire.localClose();
      }
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
