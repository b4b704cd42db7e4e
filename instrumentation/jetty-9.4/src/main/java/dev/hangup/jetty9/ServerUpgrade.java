// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.jetty9.common.Upgrade;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The server answers an upgrade, with 101 or with something else, which is told when the response
 * is complete.
 */
final class ServerUpgrade {

  private ServerUpgrade() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.Argument(1) HttpServletRequest request) {
    return WireTap.active() ? Upgrade.asked(() -> ServerRequest.described(request)) : null;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter @Nullable Object asked,
      @Advice.Argument(1) HttpServletRequest request,
      @Advice.Argument(2) HttpServletResponse response,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (asked == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) asked;
    upgrade.end();
    Wire wire = upgrade.wire();
    if (wire == null) {
      return;
    }
    if (upgrade.isAgreed() && thrown == null) {
      // Older versions forget it before the session is opened.
      wire.handshake().subprotocol(response.getHeader("Sec-WebSocket-Protocol"));
      return;
    }
    Refusals.notAgreed(request, wire, thrown);
  }
}
