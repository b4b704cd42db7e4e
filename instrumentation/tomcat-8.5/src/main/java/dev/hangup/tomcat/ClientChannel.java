// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import java.nio.channels.AsynchronousSocketChannel;
import net.bytebuddy.asm.Advice;

/** The client's transport, with TLS or without. */
final class ClientChannel {

  private ClientChannel() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Argument(0) AsynchronousSocketChannel channel) {
    Upgrade upgrade = Upgrade.pendingClient();
    if (upgrade != null) {
      upgrade.channel(channel);
    }
  }
}
