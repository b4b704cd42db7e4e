// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import io.netty.handler.codec.http.FullHttpResponse;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The server's handshaker made its response. */
final class ServerResponse {

  private ServerResponse() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Return @Nullable FullHttpResponse response) {
    Upgrade upgrade = Upgrade.current();
    if (upgrade != null && response != null) {
      upgrade.response(response.headers());
    }
  }
}
