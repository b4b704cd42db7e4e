// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.jetty9.common.Upgrade;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.client.WebSocketUpgradeRequest;
import org.jspecify.annotations.Nullable;

/** The server agreed: the session is made in here. */
final class ClientUpgrade {

  private ClientUpgrade() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This WebSocketUpgradeRequest request) {
    Wire wire = Asking.wire(request);
    if (wire == null) {
      return null;
    }
    Asking.describe(request, wire);
    return Upgrade.answered(wire);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object answered) {
    if (answered != null) {
      ((Upgrade) answered).end();
    }
  }
}
