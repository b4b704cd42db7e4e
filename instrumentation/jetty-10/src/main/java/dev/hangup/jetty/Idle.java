// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's idle timer fired; from 12 on the application may veto what follows. A connection is idle
 * too where it has much to say and the peer takes none of it.
 */
final class Idle {

  private Idle() {}

  /** The wire where a write is under way. */
  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This Connection connection) {
    Wire wire = Tapped.connection(connection);
    if (wire == null) {
      return null;
    }
    boolean writing = Writing.isPending(connection.getEndPoint());
    long nanos = TimeUnit.MILLISECONDS.toNanos(connection.getEndPoint().getIdleTimeout());
    if (writing) {
      wire.sendStalled(nanos);
    }
    wire.idle(nanos, "idleTimeout");
    return writing ? wire : null;
  }

  /**
   * What is under way is given up, and no Close frame gets past it. What it then fails with is this
   * side's doing too: its own FIN makes a broken pipe of it, its own reset the end of a stream.
   */
  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object writing, @Advice.Return boolean ends) {
    if (writing != null && ends) {
      ((Wire) writing).localClose();
    }
  }
}
