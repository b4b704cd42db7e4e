// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.jetty9.common.Reading;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.ChannelEndPoint;
import org.eclipse.jetty.websocket.common.io.AbstractWebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection reads until there is nothing more. What the endpoint finds out on this thread
 * meanwhile is about it.
 */
final class Filling {

  private Filling() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This AbstractWebSocketConnection connection) {
    Wire wire = Tapped.connectionOrAdopted(connection);
    if (wire == null) {
      return null;
    }
    Reading.begin(wire, connection.getEndPoint() instanceof ChannelEndPoint);
    return wire;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object wire) {
    if (wire != null) {
      Reading.end();
    }
  }
}
