// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import net.bytebuddy.asm.Advice;

/**
 * This side closes: every close asked for through the pipeline ends here, none caused by the peer
 * does.
 */
final class LocalClose {

  private LocalClose() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.Argument(0) ChannelHandlerContext context) {
    Wire wire = Tapped.wire(context.channel());
    if (wire != null) {
      wire.localClose();
    }
  }
}
