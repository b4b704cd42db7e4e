// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.netty.common.SharedTransport;
import dev.hangup.tap.Wire;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import net.bytebuddy.asm.Advice;

/**
 * What the transport says of its end, told below all handlers: what they make of it changes
 * nothing.
 */
final class Transport {

  private Transport() {}

  /**
   * A read failed. The transport tells it here, at the head of the pipeline; what handlers throw
   * goes elsewhere.
   */
  @OnEnter
  static void readError(
      @Advice.This ChannelPipeline pipeline, @Advice.Argument(0) Throwable failure) {
    ChannelConnection tapped = ChannelState.of(pipeline.channel());
    if (tapped == null) {
      SharedTransport below = ChannelState.shared(pipeline.channel());
      if (below != null && failure instanceof IOException) {
        below.readFailed(failure);
      }
      return;
    }
    tapped.isNews(failure);
    Wire wire = tapped.wire();
    if (wire != null && failure instanceof IOException) {
      wire.readFailed(failure);
    }
  }

  /**
   * This side closes: every close asked for through the pipeline ends here, none caused by the peer
   * does.
   */
  @OnEnter
  static void localClose(@Advice.Argument(0) ChannelHandlerContext context) {
    ChannelConnection tapped = ChannelState.of(context.channel());
    Wire wire = tapped == null ? null : tapped.wire();
    if (tapped != null && wire != null) {
      if (!Http2Streams.hasLostItsConnection(context.channel())) {
        Stalls.telling(tapped, context.channel());
        wire.localClose();
      }
      return;
    }
    SharedTransport below = ChannelState.shared(context.channel());
    if (below != null && context.channel().isActive()) {
      below.localClose();
    }
  }

  /** What the encoder has made so far goes to the transport. */
  @OnEnter
  static void flush(@Advice.Argument(0) ChannelHandlerContext context) {
    Wire wire = ChannelState.wire(context.channel());
    if (wire != null) {
      wire.flushed();
    }
  }

  /**
   * The transport closes itself. An {@code IOException} is a write that failed; all other closes
   * come with a {@code ClosedChannelException} here.
   */
  @OnEnter
  static void writeError(
      @Advice.Argument(0) ChannelPromise promise, @Advice.Argument(1) Throwable cause) {
    if (cause instanceof IOException && !(cause instanceof ClosedChannelException)) {
      Wire wire = ChannelState.wire(promise.channel());
      if (wire != null) {
        wire.writeFailed(cause);
        return;
      }
      SharedTransport below = ChannelState.shared(promise.channel());
      if (below != null) {
        below.writeFailed(cause);
      }
    }
  }
}
