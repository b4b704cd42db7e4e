// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

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

  private EndPointClose() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("_connection") @Nullable Object connection,
      @Advice.Argument(0) @Nullable Throwable failure) {
    // By name, since later generations have this endpoint too, and none of the classes below.
    if (connection == null || !isOurs(connection.getClass().getName())) {
      return;
    }
    Wire wire = Tapped.connection(connection);
    if (wire != null) {
      boolean reading = Filling.current() == wire;
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

  private static boolean isOurs(String className) {
    return className.startsWith(WEBSOCKET) && !className.startsWith("core.", WEBSOCKET.length());
  }
}
