// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import java.nio.channels.ClosedChannelException;
import net.bytebuddy.asm.Advice;

/**
 * An exception is on its way through the pipeline. Where it is seen first it began: at the handler
 * that threw it or the one that passes it on without having been given it. Where that one is not
 * Netty's, it is the application's failure. What the transport fires was seen before, at the
 * pipeline itself; so an {@code IOException} that begins at a handler is the handler's own.
 */
final class HandlerFailure {

  private HandlerFailure() {}

  /** A handler's own exception comes back to it, or one is handed on to it. */
  @OnEnter
  static void caught(
      @Advice.This ChannelHandlerContext context, @Advice.Argument(0) Throwable failure) {
    seen(context, failure);
  }

  /** A handler hands an exception on, which may be one that no tap has seen yet. */
  @OnEnter
  static void fired(
      @Advice.This ChannelHandlerContext context, @Advice.Argument(0) Throwable failure) {
    seen(context, failure);
  }

  private static void seen(ChannelHandlerContext context, Throwable failure) {
    ChannelConnection tapped = ChannelState.of(context.channel());
    if (tapped == null || !tapped.isNews(failure)) {
      return;
    }
    Wire wire = tapped.wire();
    if (wire == null) {
      return;
    }
    if (isOfCodec(failure)) {
      tapped.codecFailed(failure);
    }
    long limit = ExceededLimit.namedBy(failure);
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

  /** Of a closed channel everybody learns, at any time and at any handler. */
  private static boolean isNettys(ChannelHandlerContext context, Throwable thrown) {
    return isOfCodec(thrown)
        || thrown instanceof ClosedChannelException
        || thrown.getClass().getName().startsWith("io.netty.handler.timeout.")
        || context.handler().getClass().getName().startsWith("io.netty.");
  }
}
