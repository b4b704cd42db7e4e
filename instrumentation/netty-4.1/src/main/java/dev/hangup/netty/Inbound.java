// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.netty.common.Followed;
import dev.hangup.tap.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * What the peer sent, as the frame decoder is about to read it. Read before the decoder runs: a
 * violation makes it close the channel from within, and on old versions its buffer is released
 * before it returns.
 */
final class Inbound {

  private Inbound() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.This Object decoder,
      @Advice.Argument(0) ChannelHandlerContext context,
      @Advice.Argument(1) ByteBuf in) {
    Followed tapped = Tapped.ofOrAdopted(context.channel());
    Wire wire = tapped == null ? null : tapped.wire();
    if (tapped == null || wire == null) {
      return null;
    }
    if (tapped.isOutOfStep() && FrameBoundary.isBefore(decoder)) {
      tapped.inStep();
    }
    int readable = in.readableBytes();
    int fresh = wire.fresh(readable);
    // Before anything else, since a decoder that closes the channel is called again from within.
    wire.consumed(readable);
    if (fresh > 0) {
      Payload.inbound(wire, in, in.writerIndex() - fresh, in.writerIndex());
    }
    return wire;
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(@Advice.Enter @Nullable Object wire, @Advice.Argument(1) ByteBuf in) {
    if (wire != null) {
      ((Wire) wire).consumed(in.readableBytes());
    }
  }
}
