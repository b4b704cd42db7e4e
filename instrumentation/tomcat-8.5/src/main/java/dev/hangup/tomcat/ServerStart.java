// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** The response is written: the handler makes session and parser, and calls the endpoint. */
final class ServerStart {

  private ServerStart() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.This WsHttpUpgradeHandler handler) {
    Wire wire = NewHandler.takeFrom(handler);
    return wire == null ? null : Upgrade.begin(wire);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter @Nullable Object begun, @Advice.Thrown @Nullable Throwable thrown) {
    if (begun == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) begun;
    upgrade.end();
    if (thrown != null) {
      Failures.onOpen(upgrade, thrown);
    }
  }
}
