// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import net.bytebuddy.asm.Advice;

/** The client read the first line of a response. */
final class ClientResponse {

  private ClientResponse() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Return int status) {
    Upgrade upgrade = Upgrade.pendingClient();
    if (upgrade != null) {
      upgrade.status(status);
    }
  }
}
