// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.jspecify.annotations.Nullable;

/** The application's handler threw, and Jetty is about to close over it. */
final class Unhandled {

  private Unhandled() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("session") @Nullable WebSocketSession session,
      @Advice.Argument(0) Throwable failure) {
    if (session != null) {
      ConnectionError.tell(Tapped.connection(session.getConnection()), failure);
    }
  }
}
