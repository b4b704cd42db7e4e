// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import net.bytebuddy.asm.Advice;

/** A write did not get through in the time set. */
final class WriteTimeout {

  private WriteTimeout() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.Argument(0) ChannelHandlerContext context,
      @Advice.FieldValue("timeoutNanos") long limit) {
    Wire wire = Tapped.wire(context.channel());
    if (wire != null) {
      wire.idle(limit, "WriteTimeoutHandler timeout");
    }
  }
}
