// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/** The application's message handler threw. */
final class HandlerFailure {

  private HandlerFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("wsSession") @Nullable WsSession session,
      @Advice.Argument(0) Throwable thrown) {
    Wire wire = Tapped.wire(session);
    if (wire != null) {
      wire.handlerFailed(thrown);
    }
  }
}
