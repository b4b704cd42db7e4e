// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** Jetty's idle timer fired; from 12 on the application may veto what follows. */
final class Idle {

  private Idle() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Connection connection) {
    Wire wire = Tapped.connection(connection);
    if (wire == null) {
      return;
    }
    long nanos = TimeUnit.MILLISECONDS.toNanos(connection.getEndPoint().getIdleTimeout());
    if (isWriting(connection.getEndPoint())) {
      wire.sendStalled(nanos);
    }
    wire.idle(nanos, "idleTimeout");
  }

  /** A connection is idle too where it has much to say and the peer takes none of it. */
  private static boolean isWriting(EndPoint endPoint) {
    return endPoint instanceof AbstractEndPoint transport
        && transport.getWriteFlusher().isPending();
  }
}
