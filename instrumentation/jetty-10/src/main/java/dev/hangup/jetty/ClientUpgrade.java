// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty.common.Upgrade;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.jspecify.annotations.Nullable;

/** The server agreed: the session is made in here. */
final class ClientUpgrade {

  private ClientUpgrade() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This CoreClientUpgradeRequest request) {
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
