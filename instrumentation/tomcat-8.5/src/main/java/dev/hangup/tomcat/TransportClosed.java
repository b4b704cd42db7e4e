// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat closes the transport. Where the peer ended it, that has been told before; the peer is not
 * involved in what is left.
 */
final class TransportClosed {

  private TransportClosed() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.FieldValue("wsSession") @Nullable WsSession session) {
    Tapped tapped = Tapped.of(session);
    if (tapped == null) {
      return;
    }
    Wire wire = tapped.wire();
    if (session != null && tapped.isGivingUp()) {
      Sends.givenUp(wire, Sends.blockingLimit(session));
    }
    wire.localClose();
    wire.closed();
  }
}
