// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's background thread looks at a server's send that lasts too long. Where it gives it up it
 * closes the transport from within, which would look like anybody's closing.
 */
final class SendGivenUp {

  private SendGivenUp() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This Object endpoint) throws Throwable {
    @Nullable WsSession session = WriteError.session(endpoint);
    Tapped tapped = Tapped.of(session);
    if (tapped != null) {
      tapped.givingUp(true);
    }
    return tapped;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object tapped) {
    if (tapped != null) {
      ((Tapped) tapped).givingUp(false);
    }
  }
}
