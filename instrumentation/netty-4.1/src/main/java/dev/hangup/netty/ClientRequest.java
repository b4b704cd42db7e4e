// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.handler.codec.http.FullHttpRequest;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The client's handshaker made its request. */
final class ClientRequest {

  private ClientRequest() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  static void exit(@Advice.Return @Nullable FullHttpRequest request) {
    Upgrade upgrade = Upgrade.current();
    Wire wire = upgrade == null ? null : upgrade.wire();
    if (wire != null && request != null) {
      Described.headers(wire.handshake(), request.headers());
    }
  }
}
