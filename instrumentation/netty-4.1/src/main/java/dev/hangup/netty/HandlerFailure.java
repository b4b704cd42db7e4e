// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.netty.common.Followed;
import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
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
    Followed tapped = Tapped.of(context.channel());
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
        isOfCodec(failure) && failure.getCause() != null
            ? failure.getCause() // an application's codec, wrapped by Netty's
            : failure;
    if (thrown.getClass().getName().startsWith("io.netty.handler.ssl.")) {
      wire.readFailed(thrown); // old versions tell the pipeline before anything else
    } else if (!isNettys(context, thrown)) {
      wire.handlerFailed(thrown);
    }
  }

  /**
   * A {@code CodecException}. By name: this runs with the classes the transport sees, which comes
   * without codecs and need not find them.
   */
  private static boolean isOfCodec(Throwable failure) {
    for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals("io.netty.handler.codec.CodecException")) {
        return true;
      }
    }
    return false;
  }

  /** Netty's handlers also fire exceptions of their own at the next handler, without throwing. */
  private static boolean isNettys(ChannelHandlerContext context, Throwable thrown) {
    return isOfCodec(thrown)
        || thrown instanceof IOException
        || thrown.getClass().getName().startsWith("io.netty.handler.timeout.")
        || context.handler().getClass().getName().startsWith("io.netty.");
  }
}
