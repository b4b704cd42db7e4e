// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The transport is gone. On HTTP/2 the failure is what became of the stream. */
final class Gone {

  private Gone() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This Object connection, @Advice.Argument(0) @Nullable Throwable failure) {
    Wire wire = Tapped.connection(connection);
    if (wire == null) {
      return;
    }
    if (failure != null && Failures.isOfTransport(failure)) {
      StreamClose.failed(wire, failure);
    }
    wire.closed();
  }
}
