// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.websocket.client.WebSocketUpgradeRequest;

/**
 * The request is over. Of an answer that it cannot read Jetty says that it was a 400, which nobody
 * has sent; what it had no head of has no version of HTTP.
 */
final class ClientResult {

  private ClientResult() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This WebSocketUpgradeRequest request, @Advice.Argument(0) Result result) {
    if (result.getResponse().getStatus() > 0 && result.getResponse().getVersion() == null) {
      Asking.refused(request, 0, result.getFailure());
    }
  }
}
