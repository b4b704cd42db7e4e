// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty.common.Reading;
import dev.hangup.jetty.common.StreamWire;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection reads until there is nothing more. What happens on this thread meanwhile happens to
 * it: the endpoint below turns a reset into an end of stream and tells nobody, so it is asked here.
 */
final class Filling {

  private Filling() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.This Connection connection,
      @Advice.FieldValue("coreSession") CoreSession session,
      @Advice.FieldValue("generator") Object generator) {
    Wire wire = Tapped.spreadOrAdopted(session, connection, generator);
    if (wire == null) {
      return null;
    }
    Reading.begin(wire, connection.getEndPoint() instanceof SocketChannelEndPoint);
    if (wire instanceof StreamWire stream) {
      stream.reading(); // last, so that whatever fails here fails before it
    }
    return wire;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object wire) {
    if (wire != null) {
      Reading.end();
    }
    if (wire instanceof StreamWire stream) {
      stream.read();
    }
  }
}
