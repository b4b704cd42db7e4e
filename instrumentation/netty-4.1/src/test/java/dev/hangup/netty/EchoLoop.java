// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import com.sun.management.ThreadMXBean;
import dev.hangup.testkit.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.lang.management.ManagementFactory;
import java.util.function.LongUnaryOperator;

/**
 * Echoes so many masked text frames of 64 bytes through Netty's codec and says how many bytes this
 * thread allocated. The first frame decides whether the channel is observed.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write into an EmbeddedChannel is done when it returns
public final class EchoLoop implements LongUnaryOperator {

  private static final int PAYLOAD = 64;

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new WebSocket13FrameDecoder(true, false, 65536),
          new WebSocket13FrameEncoder(false),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
              TextWebSocketFrame text = (TextWebSocketFrame) frame;
              context.writeAndFlush(new TextWebSocketFrame(text.content()), context.voidPromise());
            }
          });

  private final ByteBuf wire;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Makes the channel and sends a first frame. */
  public EchoLoop() {
    byte[] frame = new byte[6 + PAYLOAD];
    System.arraycopy(Hex.bytes("81c037fa213d"), 0, frame, 0, 6);
    for (int i = 0; i < PAYLOAD; i++) {
      frame[6 + i] = (byte) ('a' ^ frame[2 + (i & 3)]);
    }
    wire = PooledByteBufAllocator.DEFAULT.directBuffer(frame.length).writeBytes(frame);
    echo();
  }

  @Override
  public long applyAsLong(long frames) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (long i = 0; i < frames; i++) {
      echo();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private void echo() {
    channel.writeInbound(wire.setIndex(0, 6 + PAYLOAD).retain());
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      out.release();
    }
  }
}
