// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The server's protocol handler looks at a request; it may refuse it in a method that cannot. */
final class UpgradeRequest {

  private UpgradeRequest() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.Argument(0) ChannelHandlerContext context, @Advice.Argument(1) Object message) {
    return message instanceof HttpRequest request
        ? Upgrade.asked(context.channel(), request)
        : null;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object asked) {
    if (asked != null) {
      ((Upgrade) asked).end();
    }
  }
}
