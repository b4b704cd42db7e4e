// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import java.io.IOException;
import net.bytebuddy.asm.Advice;

/**
 * An exception arrives at a handler: its own, or one on its way through the pipeline. The first
 * handler an exception is seen at is the one that threw it; where that one is not Netty's, it is
 * the application's failure.
 */
final class HandlerFailure {

  private HandlerFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.This ChannelHandlerContext context, @Advice.Argument(0) Throwable failure) {
    Tapped tapped = Tapped.of(context.channel());
    if (tapped == null || !tapped.isNews(failure)) {
      return;
    }
    Wire wire = tapped.wire();
    if (wire == null) {
      return;
    }
    long limit = Limits.namedBy(failure);
    if (limit >= 0) {
      wire.limit(limit);
    }
    Throwable thrown =
        failure instanceof CodecException && failure.getCause() != null
            ? failure.getCause() // an application's codec, wrapped by Netty's
            : failure;
    if (thrown.getClass().getName().startsWith("io.netty.handler.ssl.")) {
      wire.readFailed(thrown); // old versions tell the pipeline before anything else
    } else if (!isNettys(context, thrown)) {
      wire.handlerFailed(thrown);
    }
  }

  /** Netty's handlers also fire exceptions of their own at the next handler, without throwing. */
  private static boolean isNettys(ChannelHandlerContext context, Throwable thrown) {
    return thrown instanceof CodecException
        || thrown instanceof IOException
        || thrown.getClass().getName().startsWith("io.netty.handler.timeout.")
        || context.handler().getClass().getName().startsWith("io.netty.");
  }
}
