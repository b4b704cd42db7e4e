// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;

/** A write failed. Told before the session closes the transport over it. */
final class FlushFailure {

  private FlushFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("this$0") Object connection, @Advice.Argument(0) Throwable failure) {
    Wire wire = Tapped.connection(connection);
    if (wire != null && Failures.isOfTransport(failure)) {
      wire.writeFailed(Failures.cause(failure));
    }
  }
}
