// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec.peers;

import dev.hangup.codec.Role;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;

/** The decoder with the handlers its protocol handler puts behind it. */
final class NettyConnection implements Peer.Connection {

  private static final int LIMIT = 1 << 24;

  private final EmbeddedChannel channel;
  private boolean refused;

  NettyConnection(Role sender, Peer.Events events) {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(sender == Role.CLIENT)
            .maxFramePayloadLength(LIMIT)
            // Else the channel is gone before it can tell why.
            .closeOnProtocolViolation(false)
            .build();
    channel =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(config),
            new Utf8FrameValidator(false),
            new WebSocketFrameAggregator(LIMIT),
            new Application(events));
  }

  @Override
  public boolean feed(ByteBuffer bytes) {
    channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(bytes));
    return !refused;
  }

  private final class Application extends ChannelInboundHandlerAdapter {
    private final Peer.Events events;

    Application(Peer.Events events) {
      this.events = events;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      Object content = ((WebSocketFrame) message).content();
      if (message instanceof TextWebSocketFrame) {
        events.text(content);
      } else if (message instanceof BinaryWebSocketFrame) {
        events.binary(content);
      } else if (message instanceof PingWebSocketFrame) {
        events.ping(content);
      } else if (message instanceof PongWebSocketFrame) {
        events.pong(content);
      } else if (message instanceof CloseWebSocketFrame) {
        events.close();
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      refused = true;
    }
  }
}
