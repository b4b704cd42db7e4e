// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.core.CoreSession;

/** A frame could not be handled: by Jetty, or by the application. */
final class HandlerError {

  private HandlerError() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This CoreSession session, @Advice.Argument(0) Throwable failure) {
    Wire wire = Tapped.session(session);
    if (wire == null) {
      return;
    }
    Limits.tell(wire, session, failure);
    Throwable thrown = Failures.ofApplication(failure);
    if (thrown != null) {
      wire.handlerFailed(thrown);
    }
  }
}
