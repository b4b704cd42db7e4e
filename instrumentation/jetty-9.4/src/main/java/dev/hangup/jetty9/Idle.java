// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;

/** Jetty's idle timer fired. */
final class Idle {

  private Idle() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Connection connection) {
    Wire wire = Tapped.connection(connection);
    if (wire == null) {
      return;
    }
    long nanos = TimeUnit.MILLISECONDS.toNanos(connection.getEndPoint().getIdleTimeout());
    // A connection is idle too where it has much to say and the peer takes none of it.
    if (Writing.isPending(connection.getEndPoint())) {
      wire.sendStalled(nanos);
    }
    wire.idle(nanos, "idleTimeout");
  }
}
