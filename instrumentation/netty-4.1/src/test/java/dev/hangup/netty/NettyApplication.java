// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/** The echo application on Netty, as its own examples build one. */
@SuppressWarnings({
  "deprecation", // what 4.1 and 4.2 have in common
  "FutureReturnValueIgnored" // an application that does not care whether its writes succeed
})
public class NettyApplication implements StackUnderTest {

  private static final int MOST = 1 << 20;

  private final EventLoopGroup group = new NioEventLoopGroup(1);

  @Override
  public int serve(Options options) throws Exception {
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) throws Exception {
                    server(channel, options);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) throws Exception {
                client(channel, port, options);
              }
            })
        .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .sync();
  }

  @Override
  public void close() {
    // The loops are done in a moment; the first versions only say so a second later.
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(100);
  }

  /** HTTP in both directions, on the server's side. */
  protected void http(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpServerCodec());
  }

  protected void server(Channel channel, Options options) throws Exception {
    ChannelPipeline pipeline = channel.pipeline();
    if (options.tls()) {
      pipeline.addLast(tls(false));
    }
    http(pipeline);
    pipeline.addLast(new HttpObjectAggregator(MOST));
    if (options.deflate()) {
      pipeline.addLast(new WebSocketServerCompressionHandler());
    }
    pipeline.addLast(
        new WebSocketServerProtocolHandler(
            options.path(),
            options.subprotocol().isEmpty() ? null : options.subprotocol(),
            options.deflate(),
            options.maxFrame()));
    application(channel, options);
  }

  private static SslHandler tls(boolean client) {
    SSLEngine engine = TestTls.context().createSSLEngine();
    engine.setUseClientMode(client);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(0); // a busy machine takes its time
    return handler;
  }

  protected void client(Channel channel, int port, Options options) throws Exception {
    ChannelPipeline pipeline = channel.pipeline();
    if (options.tls()) {
      pipeline.addLast(tls(true));
    }
    pipeline.addLast(new HttpClientCodec(), new HttpObjectAggregator(MOST));
    if (options.deflate()) {
      pipeline.addLast(WebSocketClientCompressionHandler.INSTANCE);
    }
    pipeline.addLast(
        new WebSocketClientProtocolHandler(
            WebSocketClientHandshakerFactory.newHandshaker(
                options.uri(port),
                WebSocketVersion.V13,
                options.subprotocol().isEmpty() ? null : options.subprotocol(),
                options.deflate(),
                new DefaultHttpHeaders(),
                options.maxFrame()),
            false)); // else it would drop the connection instead of answering a Close
    application(channel, options);
  }

  protected static void application(Channel channel, Options options) {
    ChannelPipeline pipeline = channel.pipeline();
    if (options.idleMillis() > 0) {
      pipeline.addLast(new IdleStateHandler(0, 0, options.idleMillis(), TimeUnit.MILLISECONDS));
    }
    if (options.readOnDemand()) {
      channel.config().setAutoRead(false);
    }
    pipeline.addLast(new WebSocketFrameAggregator(MOST), new Echo(options.readOnDemand()));
  }

  private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final boolean readOnDemand;

    Echo(boolean readOnDemand) {
      this.readOnDemand = readOnDemand;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame message) {
        new Side(context).received(message.text());
      } else if (frame instanceof BinaryWebSocketFrame) {
        context.writeAndFlush(frame.retain());
      } else if (frame instanceof CloseWebSocketFrame) {
        context.writeAndFlush(frame.retain()).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (readOnDemand) {
        context.read();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      if (readOnDemand) {
        context.read();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event instanceof IdleStateEvent) {
        context.writeAndFlush(new CloseWebSocketFrame(1001, "idle"));
      } else {
        super.userEventTriggered(context, event);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof IllegalStateException) {
        context.writeAndFlush(new CloseWebSocketFrame(1011, ""));
      } else {
        context.close();
      }
    }
  }

  private record Side(ChannelHandlerContext context) implements EchoSide {

    @Override
    public void send(String text) {
      context.writeAndFlush(new TextWebSocketFrame(text));
    }

    @Override
    public void send(ByteBuffer payload) {
      context.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload)));
    }

    @Override
    public void ping(ByteBuffer payload) {
      context.writeAndFlush(new PingWebSocketFrame(Unpooled.wrappedBuffer(payload)));
    }

    @Override
    public void close(int code, String reason) {
      context.writeAndFlush(frame(code, reason));
    }

    private static CloseWebSocketFrame frame(int code, String reason) {
      return code == 1005 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, reason);
    }

    /** Past the protocol handler, which would make a Close frame of it. */
    @Override
    public void drop() {
      context.channel().pipeline().firstContext().close();
    }

    @Override
    public void leave(int code, String reason) {
      context.writeAndFlush(frame(code, reason)).addListener(sent -> drop());
    }

    @Override
    public void flood() {
      context.channel().config().setAutoRead(false);
      floodOn();
    }

    private void floodOn() {
      context
          .writeAndFlush(
              new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[Command.FLOODED])))
          .addListener(
              written -> {
                if (written.isSuccess()) {
                  context.channel().eventLoop().execute(this::floodOn);
                }
              });
    }
  }
}
