// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;

/** Nothing was read for the time set. */
final class ReadTimeout {

  private ReadTimeout() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This Object handler, @Advice.Argument(0) ChannelHandlerContext context) {
    Wire wire = Tapped.wire(context.channel());
    if (wire != null) {
      // Before 4.1.5 this handler is no IdleStateHandler and keeps its limit to itself.
      long limit =
          handler instanceof IdleStateHandler idle
              ? TimeUnit.MILLISECONDS.toNanos(idle.getReaderIdleTimeInMillis())
              : -1;
      wire.idle(limit, "ReadTimeoutHandler timeout");
    }
  }
}
