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
    if (wire != null) {
      long millis = connection.getEndPoint().getIdleTimeout();
      wire.idle(TimeUnit.MILLISECONDS.toNanos(millis), "idleTimeout");
    }
  }
}
