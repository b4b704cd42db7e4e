// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import java.io.IOException;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * The client stops reading, because it cannot any more or because of what it read. No version reads
 * again after this, and old ones never close the transport: it is the end.
 */
final class ClientReadEnd {

  private ClientReadEnd() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.FieldValue("wsSession") WsSession session, @Advice.Argument(0) Throwable failure) {
    Tapped tapped = Tapped.of(session);
    if (tapped != null && failure instanceof IOException && !tapped.isThrownByParser(failure)) {
      Failures.read(tapped.wire(), failure);
    }
    return tapped;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object tapped) {
    if (tapped != null) {
      ((Tapped) tapped).wire().localClose();
      ((Tapped) tapped).wire().closed();
    }
  }
}
