// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Incoming;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The server answers what may be an upgrade. Asked twice of one request, once for each version of
 * HTTP; the first that answers ends it. What becomes of one that is not agreed to is told when its
 * response is complete.
 */
final class ServerHandshake {

  private ServerHandshake() {}

  @OnEnter
  static @Nullable Object upgrade(@Advice.Argument(1) Object request) {
    if (!WireTap.active()) {
      return null;
    }
    Object jettys = ServerRequest.jettys(request);
    if (jettys != null && !WebSocketHeaders.areIn(jettys)) {
      return null;
    }
    UpgradeUnderWay upgrade = UpgradeUnderWay.asked(ServerRequest.of(request)::described);
    Incoming.begin();
    return upgrade;
  }

  @OnExit
  static void upgradeDone(
      @Advice.Enter @Nullable Object asked,
      @Advice.Argument(1) Object request,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (asked == null) {
      return;
    }
    UpgradeUnderWay upgrade = (UpgradeUnderWay) asked;
    upgrade.end();
    Incoming.endHere();
    if (upgrade.isAgreed() && thrown == null) {
      return;
    }
    Wire wire = upgrade.wire();
    if (wire != null) {
      Refusals.notAgreed(request, wire, thrown);
    }
  }
}
