// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import io.netty.channel.ChannelHandlerContext;
import net.bytebuddy.asm.Advice;

/** The server's protocol handler does not allow the request's origin. */
final class OriginRefused {

  private static final int FORBIDDEN = 403;

  private OriginRefused() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.Argument(0) ChannelHandlerContext context) {
    Refusals.told(context.channel(), FORBIDDEN);
  }
}
