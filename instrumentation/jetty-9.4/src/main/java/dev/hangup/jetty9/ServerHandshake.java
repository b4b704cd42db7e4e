// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Incoming;
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
final class ServerHandshake {

  private ServerHandshake() {}

  @OnEnter
  static @Nullable Object upgrade(@Advice.Argument(1) HttpServletRequest request) {
    if (!WireTap.active()) {
      return null;
    }
    UpgradeUnderWay upgrade = UpgradeUnderWay.asked(() -> ServerRequest.described(request));
    Incoming.begin();
    return upgrade;
  }

  @OnExit
  static void upgradeDone(
      @Advice.Enter @Nullable Object asked,
      @Advice.Argument(1) HttpServletRequest request,
      @Advice.Argument(2) HttpServletResponse response,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (asked == null) {
      return;
    }
    UpgradeUnderWay upgrade = (UpgradeUnderWay) asked;
    upgrade.end();
    Incoming.endHere();
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
