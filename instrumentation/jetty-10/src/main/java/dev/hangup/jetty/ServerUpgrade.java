// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The server answers what may be an upgrade. Asked twice of one request, once for each version of
 * HTTP; the first that answers ends it.
 */
final class ServerUpgrade {

  private ServerUpgrade() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.Argument(1) Object request, @Advice.Argument(2) Object response) {
    return WireTap.active() ? Upgrade.asked(ServerRequest.of(request, response)) : null;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter @Nullable Object asked,
      @Advice.Argument(1) Object request,
      @Advice.Argument(2) Object response,
      @Advice.Return boolean answered,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (asked == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) asked;
    upgrade.end();
    if (upgrade.isAgreed() && thrown == null) {
      return;
    }
    ServerRequest asking = ServerRequest.of(request, response);
    int status = asking.status(thrown);
    if (asking.isUpgrade() && (answered || thrown != null || status >= 300)) {
      Wire wire = upgrade.wire();
      if (wire != null) {
        wire.refused(status, thrown);
      }
    }
  }
}
