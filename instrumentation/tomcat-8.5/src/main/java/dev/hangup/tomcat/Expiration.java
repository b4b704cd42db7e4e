// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/** Tomcat looks, every few seconds, whether the session has been idle for too long. */
final class Expiration {

  private Expiration() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This WsSession session) {
    Tapped tapped = Tapped.of(session);
    if (tapped != null) {
      tapped.expiring(true);
    }
    return tapped;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object tapped) {
    if (tapped != null) {
      ((Tapped) tapped).expiring(false);
    }
  }
}
