// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.core.CoreSession;

/** The endpoint is the connection's from now on; no frame has passed. */
final class Opened {

  private Opened() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This Object connection,
      @Advice.FieldValue("coreSession") CoreSession session,
      @Advice.FieldValue("generator") Object generator) {
    Wire wire = Tapped.spread(session, connection, generator);
    if (wire != null) {
      wire.opened();
    }
  }
}
