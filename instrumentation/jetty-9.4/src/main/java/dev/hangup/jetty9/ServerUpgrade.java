// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The server answers an upgrade, with 101 or with something else. */
final class ServerUpgrade {

  private static final int LOWEST_REFUSAL = 300;
  private static final int INTERNAL_ERROR = 500;

  private ServerUpgrade() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(@Advice.Argument(1) HttpServletRequest request) {
    return WireTap.active() ? Upgrade.asked(request) : null;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.Enter @Nullable Object asked,
      @Advice.Argument(2) HttpServletResponse response,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (asked == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) asked;
    upgrade.end();
    int status = thrown == null ? response.getStatus() : INTERNAL_ERROR;
    boolean refused = status >= LOWEST_REFUSAL;
    Wire wire = refused || upgrade.isAgreed() ? upgrade.wire() : null;
    if (wire == null) {
      return;
    }
    if (refused) {
      wire.refused(status, thrown);
    } else {
      // Older versions forget it before the session is opened.
      wire.handshake().subprotocol(response.getHeader("Sec-WebSocket-Protocol"));
    }
  }
}
