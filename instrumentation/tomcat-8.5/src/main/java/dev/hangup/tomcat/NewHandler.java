// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** The upgrade is granted: its handler carries the wire from the request to the connection. */
final class NewHandler {

  private static final StateField STATE = StateField.of(WsHttpUpgradeHandler.class);

  private NewHandler() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.This WsHttpUpgradeHandler handler) {
    Upgrade upgrade = Upgrade.current();
    if (upgrade != null) {
      STATE.set(handler, upgrade.wire());
    }
  }

  /** The wire, handed out once. */
  static @Nullable Wire takeFrom(WsHttpUpgradeHandler handler) {
    Wire wire = (Wire) STATE.get(handler);
    if (wire != null) {
      STATE.set(handler, null);
    }
    return wire;
  }
}
