// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.client.WebSocketUpgradeRequest;
import org.jspecify.annotations.Nullable;

/** The client asks for the upgrade, on the application's own thread. */
final class ClientRequest {

  private ClientRequest() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This WebSocketUpgradeRequest request) {
    Asking.begin(request);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Thrown @Nullable Throwable thrown) {
    if (thrown != null) {
      Asking.refused(request, 0, thrown);
    }
  }
}
