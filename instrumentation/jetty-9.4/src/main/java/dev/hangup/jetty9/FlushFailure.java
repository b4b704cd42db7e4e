// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;

/**
 * A write failed, or was given up: when the idle timer fires, a write that is under way fails with
 * its exception. Told before the connection is closed over it.
 */
final class FlushFailure {

  private FlushFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("this$0") Connection connection, @Advice.Argument(0) Throwable failure) {
    Wire wire = Tapped.connection(connection);
    if (wire == null) {
      return;
    }
    if (Failures.isOfTransport(failure)) {
      wire.writeFailed(Failures.cause(failure));
    } else if (failure instanceof TimeoutException) {
      long millis = connection.getEndPoint().getIdleTimeout();
      wire.sendStalled(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }
}
