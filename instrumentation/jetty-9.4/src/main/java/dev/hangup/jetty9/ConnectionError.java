// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A connection is closed over an exception: a violation, a limit, or what the application threw.
 */
final class ConnectionError {

  private ConnectionError() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Object connection, @Advice.Argument(0) Throwable failure) {
    tell(Tapped.connection(connection), failure);
  }

  static void tell(@Nullable Wire wire, Throwable failure) {
    if (wire == null) {
      return;
    }
    Limits.tell(wire, failure);
    Throwable thrown = Failures.ofApplication(failure);
    if (thrown != null) {
      wire.handlerFailed(thrown);
    }
  }
}
