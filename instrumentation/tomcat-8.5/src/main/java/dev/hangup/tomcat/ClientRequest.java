// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import java.util.Map;
import net.bytebuddy.asm.Advice;

/** The client's request, as the application's configurator left it. */
final class ClientRequest {

  private ClientRequest() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.Argument(1) Map<?, ?> headers) {
    Upgrade upgrade = Upgrade.pendingClient();
    if (upgrade != null) {
      Described.headers(upgrade.wire().handshake(), headers);
    }
  }
}
