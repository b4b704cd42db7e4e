// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty.common.Upgrade;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.websocket.core.CoreSession;

/**
 * A session gets its connection: the handshake is agreed on, though the server's answer may still
 * fail to be written. Called inside the upgrade, on its thread.
 */
final class Agreed {

  private Agreed() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.This CoreSession session, @Advice.Argument(0) Connection connection) {
    Upgrade upgrade = Upgrade.current();
    Wire wire = upgrade == null ? null : upgrade.agreed();
    if (wire != null) {
      Described.agreed(wire.handshake(), session);
      Tapped.hang(session, Tapped.onStream(wire, connection));
      wire.handshake().framework(Framework.of(session));
    }
  }
}
