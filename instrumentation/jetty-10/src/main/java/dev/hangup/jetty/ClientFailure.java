// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.exception.UpgradeException;
import org.jspecify.annotations.Nullable;

/** The upgrade came to nothing: refused, broken off, or never answered. */
final class ClientFailure {

  private ClientFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This CoreClientUpgradeRequest request, @Advice.Argument(0) Throwable failure) {
    if (failure instanceof UpgradeException refusal) {
      int status = Math.max(0, refusal.getResponseStatusCode());
      @Nullable Throwable cause = refusal.getCause();
      Asking.refused(request, status, status > 0 || cause != null ? cause : failure);
    } else {
      Asking.refused(request, 0, failure);
    }
  }
}
