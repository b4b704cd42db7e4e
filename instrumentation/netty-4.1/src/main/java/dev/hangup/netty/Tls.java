// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;

/** Whether a channel is under TLS. Netty's TLS is a jar of its own, which may be missing. */
final class Tls {

  private static final boolean PRESENT = present();

  private Tls() {}

  static boolean protects(Channel channel) {
    if (!PRESENT) {
      return false;
    }
    for (Channel at = channel; at != null; at = at.parent()) {
      if (at.pipeline().get(SslHandler.class) != null) {
        return true;
      }
    }
    return false;
  }

  private static boolean present() {
    try {
      return !SslHandler.class.getName().isEmpty();
    } catch (LinkageError e) {
      return false;
    }
  }
}
