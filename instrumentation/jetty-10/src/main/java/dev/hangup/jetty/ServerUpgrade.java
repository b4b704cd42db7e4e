// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty.common.Upgrade;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The server answers what may be an upgrade. Asked twice of one request, once for each version of
 * HTTP; the first that answers ends it. What becomes of one that is not agreed to is told when its
 * response is complete.
 */
final class ServerUpgrade {

  private ServerUpgrade() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.Argument(1) Object request) {
    if (!WireTap.active()) {
      return null;
    }
    Object jettys = ServerRequest.jettys(request);
    return jettys == null || WebSocketHeaders.areIn(jettys)
        ? Upgrade.asked(ServerRequest.of(request)::described)
        : null;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter @Nullable Object asked,
      @Advice.Argument(1) Object request,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (asked == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) asked;
    upgrade.end();
    if (upgrade.isAgreed() && thrown == null) {
      return;
    }
    Wire wire = upgrade.wire();
    if (wire != null) {
      Refusals.notAgreed(request, wire, thrown);
    }
  }
}
