// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.api.UpgradeException;
import org.eclipse.jetty.websocket.client.WebSocketUpgradeRequest;
import org.jspecify.annotations.Nullable;

/** The upgrade came to nothing: refused, broken off, or never answered. */
final class ClientFailure {

  private static final int LOWEST_FINAL = 200;

  private ClientFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Argument(0) Throwable failure) {
    if (!(failure instanceof UpgradeException refusal)) {
      Asking.refused(request, 0, failure);
      return;
    }
    @Nullable Throwable cause = refusal.getCause();
    int status = refusal.getResponseStatusCode();
    if (status >= LOWEST_FINAL) {
      Asking.refused(
          request, status, null); // what Jetty makes of it differs from version to version
    } else {
      Asking.refused(request, Math.max(0, status), cause == null ? failure : cause);
    }
  }
}
