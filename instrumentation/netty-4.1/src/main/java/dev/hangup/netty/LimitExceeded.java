// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import net.bytebuddy.asm.Advice;

/** The decoder found a violation and is about to say so. Told before its Close ends the account. */
final class LimitExceeded {

  private LimitExceeded() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.AllArguments Object[] arguments) {
    Wire wire = Tapped.wire(((ChannelHandlerContext) arguments[0]).channel());
    if (wire == null) {
      return;
    }
    long limit = Limits.namedBy((Throwable) arguments[arguments.length - 1]);
    if (limit >= 0) {
      wire.limit(limit);
    }
  }
}
