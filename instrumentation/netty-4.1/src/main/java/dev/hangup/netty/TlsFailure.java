// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import javax.net.ssl.SSLException;
import net.bytebuddy.asm.Advice;

/**
 * TLS failed, in its handshake or in a record. Told before the handler closes the channel over it.
 */
final class TlsFailure {

  private TlsFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.Argument(0) ChannelHandlerContext context, @Advice.Argument(1) Throwable failure) {
    if (failure instanceof SSLException) {
      Wire wire = Tapped.wire(context.channel());
      if (wire != null) {
        wire.readFailed(failure);
      }
    }
  }
}
