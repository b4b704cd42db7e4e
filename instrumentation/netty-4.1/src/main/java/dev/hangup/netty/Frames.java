// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** What passes the frame codec, either way. */
final class Frames {

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int UNKNOWN = -1;

  /** RFC 6455 5.5. The encoder throws away a larger Ping, and only a Ping. */
  private static final int MOST_IN_A_CONTROL_FRAME = 125;

  private Frames() {}

  /**
   * What the peer sent, as the frame decoder is about to read it. Read before the decoder runs: a
   * violation makes it close the channel from within, and on old versions its buffer is released
   * before it returns.
   */
  @OnEnter
  static @Nullable Object decode(
      @Advice.This Object decoder,
      @Advice.Argument(0) ChannelHandlerContext context,
      @Advice.Argument(1) ByteBuf in) {
    ChannelConnection tapped = ChannelState.ofOrAdopted(context.channel());
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
      if (!tapped.isBeyondTheBeginning()) {
        Relays.reads(context, wire);
      }
      Payload.inbound(wire, in, in.writerIndex() - fresh, in.writerIndex());
    }
    return wire;
  }

  @OnExit
  static void decodeDone(@Advice.Enter @Nullable Object wire, @Advice.Argument(1) ByteBuf in) {
    if (wire != null) {
      ((Wire) wire).consumed(in.readableBytes());
    }
  }

  /**
   * The decoder found a violation and is about to say so. Told before its Close ends the account.
   */
  @OnEnter
  static void violation(@Advice.AllArguments Object[] arguments) {
    Wire wire = ChannelState.wire(((ChannelHandlerContext) arguments[0]).channel());
    if (wire == null) {
      return;
    }
    long limit = ExceededLimit.namedBy((Throwable) arguments[arguments.length - 1]);
    if (limit >= 0) {
      wire.limit(limit);
    }
  }

  /**
   * What this side sends, as the frame encoder is about to write it: extensions and fragmentation
   * are done, one frame here is one frame on the wire. Read at enter, since the encoder consumes
   * the payload.
   */
  @OnEnter
  static void encode(
      @Advice.Argument(0) ChannelHandlerContext context, @Advice.Argument(1) WebSocketFrame frame) {
    ChannelConnection tapped = ChannelState.ofOrAdopted(context.channel());
    Wire wire = tapped == null ? null : tapped.wire();
    if (tapped == null || wire == null) {
      return;
    }
    int opcode = opcode(frame);
    ByteBuf content = frame.content();
    int length = content.readableBytes();
    if (opcode == UNKNOWN || (opcode == PING && length > MOST_IN_A_CONTROL_FRAME)) {
      return;
    }
    int firstByte = (frame.isFinalFragment() ? 0x80 : 0) | (frame.rsv() & 7) << 4 | opcode;
    boolean masked = !wire.handshake().isServer();
    boolean shown =
        context.executor() == context.channel().eventLoop()
            ? wire.queued(firstByte, masked, length)
            : wire.outbound(firstByte, masked, length); // flushed by another thread than this
    if (shown) {
      Payload.outbound(wire, content, content.readerIndex(), content.writerIndex());
    }
    if (opcode == CLOSE) {
      tapped.closeSent();
    }
  }

  private static int opcode(WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame) {
      return TEXT;
    }
    if (frame instanceof BinaryWebSocketFrame) {
      return BINARY;
    }
    if (frame instanceof ContinuationWebSocketFrame) {
      return CONTINUATION;
    }
    if (frame instanceof PingWebSocketFrame) {
      return PING;
    }
    if (frame instanceof PongWebSocketFrame) {
      return PONG;
    }
    return frame instanceof CloseWebSocketFrame ? CLOSE : UNKNOWN;
  }
}
