// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.jetty9.common.Upgrade;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.common.io.AbstractWebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * A session gets the request it was made for: both sides agree, though the server's answer may
 * still fail to be written. Called inside the upgrade, on its thread.
 */
final class Agreed {

  private Agreed() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(
      @Advice.FieldValue("connection") Object connection,
      @Advice.FieldValue("websocket") @Nullable Object driver) {
    Upgrade upgrade = Upgrade.current();
    Wire wire = upgrade == null ? null : upgrade.agreed();
    if (wire != null && connection instanceof AbstractWebSocketConnection agreed) {
      Tapped.hang(agreed, wire);
      wire.handshake().framework(Framework.of(driver));
    }
  }
}
