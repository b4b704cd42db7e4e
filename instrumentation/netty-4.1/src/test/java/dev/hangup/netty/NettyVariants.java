// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Options;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.MessageToMessageEncoder;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.FileNotFoundException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other ways to build a pipeline. */
@SuppressWarnings({
  "deprecation", // what 4.1 and 4.2 have in common
  "FutureReturnValueIgnored" // an application that does not care whether its writes succeed
})
final class NettyVariants {

  private NettyVariants() {}

  /** As the contract has it. */
  public static final class Plain extends NettyApplication {}

  /**
   * HTTP by two handlers: bytes behind the request reach the frame decoder during the handshake.
   */
  public static final class SeparateHttp extends NettyApplication {
    @Override
    protected void http(ChannelPipeline pipeline) {
      pipeline.addLast(new HttpRequestDecoder(), new HttpResponseEncoder());
    }
  }

  /** The client's protocol handler as it is by default: it answers no Close frame. */
  public static final class DroppingClient extends NettyApplication {
    @Override
    protected void client(Channel channel, int port, Options options) {
      channel
          .pipeline()
          .addLast(
              new HttpClientCodec(),
              new HttpObjectAggregator(8192),
              new WebSocketClientProtocolHandler(
                  WebSocketClientHandshakerFactory.newHandshaker(
                      URI.create("ws://127.0.0.1:" + port + options.path()),
                      WebSocketVersion.V13,
                      null,
                      false,
                      new DefaultHttpHeaders())));
    }
  }

  /** Goes on sending after the peer's FIN, until it is told of it; then it hangs up. */
  public static final class HalfClosure extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) throws Exception {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      super.server(channel, options);
      channel
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext context, Object event) {
                  if (event instanceof ChannelInputShutdownEvent) {
                    context.close();
                  }
                }
              });
    }
  }

  /** Reads nothing for a second, and hangs up. */
  public static final class ReadTimeout extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) throws Exception {
      super.server(channel, options);
      channel.pipeline().addFirst(new Patience());
    }
  }

  /** Waits for ever for the request and the first message, and one second for more. */
  private static final class Patience extends ChannelInboundHandlerAdapter {

    private int reads;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      reads++;
      if (reads == 2) {
        context.pipeline().addFirst(new ReadTimeoutHandler(1));
      }
      super.channelRead(context, message);
    }
  }

  /** No handshaker: the application answers the upgrade itself and puts the codec in place. */
  public static final class ByHand extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) {
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(8192),
              new SimpleChannelInboundHandler<FullHttpRequest>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
                    throws Exception {
                  upgrade(context, request, options);
                }
              });
    }

    private void upgrade(ChannelHandlerContext context, FullHttpRequest request, Options options)
        throws Exception {
      HttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
      response.headers().set("Upgrade", "websocket").set("Connection", "Upgrade");
      response
          .headers()
          .set("Sec-WebSocket-Accept", accept(request.headers().get("Sec-WebSocket-Key")));
      context.writeAndFlush(response);
      ChannelPipeline pipeline = context.pipeline();
      pipeline.remove(HttpServerCodec.class);
      pipeline.remove(HttpObjectAggregator.class);
      pipeline.addLast(
          new WebSocket13FrameDecoder(true, false, 65536), new WebSocket13FrameEncoder(false));
      application(context.channel(), options);
      pipeline.remove(context.handler());
    }

    private static String accept(String key) throws Exception {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    }
  }

  /** Sends what it writes only when it writes for the second time. */
  public static final class Collecting extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) throws Exception {
      super.server(channel, options);
      channel
          .pipeline()
          .addBefore(
              channel.pipeline().lastContext().name(),
              "collector",
              new ChannelOutboundHandlerAdapter() {
                private int frames;

                @Override
                public void write(ChannelHandlerContext context, Object what, ChannelPromise done) {
                  frames += what instanceof BinaryWebSocketFrame ? 1 : 0;
                  context.write(what, done);
                }

                @Override
                public void flush(ChannelHandlerContext context) {
                  if (frames != 1) {
                    context.flush();
                  }
                }
              });
    }
  }

  /** Echoes binary frames as buffers of many parts, direct and heap. */
  public static final class Composite extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) throws Exception {
      super.server(channel, options);
      // In front of the echo: what it writes passes here.
      channel
          .pipeline()
          .addBefore(
              channel.pipeline().lastContext().name(),
              "cutter",
              new MessageToMessageEncoder<BinaryWebSocketFrame>() {
                @Override
                protected void encode(
                    ChannelHandlerContext context, BinaryWebSocketFrame frame, List<Object> out) {
                  out.add(new BinaryWebSocketFrame(cut(frame.content())));
                }
              });
    }

    private static CompositeByteBuf cut(ByteBuf whole) {
      CompositeByteBuf parts = Unpooled.compositeBuffer(100);
      while (whole.isReadable()) {
        int length = Math.min(1 + parts.numComponents() * 1000, whole.readableBytes());
        ByteBuf part =
            parts.numComponents() % 2 == 0
                ? Unpooled.buffer(length)
                : Unpooled.directBuffer(length);
        part.writeBytes(whole, length);
        parts.addComponent(true, part);
      }
      return parts;
    }
  }

  /** Other paths than that of the endpoint are HTTP: goods are there, all else is not found. */
  public static final class Shop extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) throws Exception {
      super.server(channel, options);
      channel
          .pipeline()
          .addLast(
              new SimpleChannelInboundHandler<FullHttpRequest>() {
                @Override
                protected void channelRead0(
                    ChannelHandlerContext context, FullHttpRequest request) {
                  HttpResponse response =
                      new DefaultFullHttpResponse(
                          HttpVersion.HTTP_1_1,
                          request.uri().equals("/goods")
                              ? HttpResponseStatus.OK
                              : HttpResponseStatus.NOT_FOUND);
                  response.headers().set("Content-Length", "0");
                  context.writeAndFlush(response);
                }
              });
    }
  }

  /** Cannot read a file, and hangs up; on any exception it hangs up. */
  public static final class Clumsy extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) throws Exception {
      super.server(channel, options);
      // In front of the echo.
      channel
          .pipeline()
          .addBefore(
              channel.pipeline().lastContext().name(),
              "clumsy",
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message)
                    throws Exception {
                  ReferenceCountUtil.release(message);
                  throw new FileNotFoundException("as told");
                }
              });
    }
  }

  /** Gives up on a peer that does not take what is sent to it, after a second. */
  public static final class WriteTimeout extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) throws Exception {
      super.server(channel, options);
      channel.pipeline().addFirst(new WriteTimeoutHandler(1));
    }
  }

  /** Hangs up when nothing has come or gone for a second and a half. */
  public static final class IdleEnd extends NettyApplication {
    @Override
    protected void server(Channel channel, Options options) throws Exception {
      super.server(channel, options);
      channel
          .pipeline()
          .addFirst(
              new IdleStateHandler(0, 0, 1500, TimeUnit.MILLISECONDS) {
                @Override
                protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event)
                    throws Exception {
                  super.channelIdle(context, event);
                  context.close();
                }
              });
    }
  }
}
