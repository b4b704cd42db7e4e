// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The transport is gone. On HTTP/2 the failure is what became of the stream; without one the peer's
 * last frames may still wait to be read, and the session aborts when it has read them.
 */
final class Gone {

  private Gone() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This Connection connection, @Advice.Argument(0) @Nullable Throwable failure) {
    Wire wire = Tapped.connection(connection);
    if (wire == null) {
      return;
    }
    if (failure != null && Failures.isOfTransport(failure)) {
      wire.readFailed(Failures.cause(failure));
    }
    if (failure != null || !ConnectionError.isStream(connection)) {
      wire.closed();
    }
  }
}
