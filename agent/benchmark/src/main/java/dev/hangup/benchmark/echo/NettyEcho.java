// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.util.Version;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Netty, one event loop. What one read brought is answered with one write to the socket. */
public final class NettyEcho implements EchoServer {

  @Override
  public String stack() {
    return "netty";
  }

  @Override
  public String version() {
    Version version = Version.identify().get("netty-codec-http");
    return version == null ? "?" : version.artifactVersion();
  }

  @Override
  public int start(int size) throws Exception {
    Channel server =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    ChannelPipeline pipeline = channel.pipeline();
                    pipeline.addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(8192),
                        new WebSocketServerCompressionHandler(0),
                        new WebSocketServerProtocolHandler("/echo", null, true),
                        new Echo());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame text) {
        context.write(new TextWebSocketFrame(text.text()));
      } else {
        context.write(frame.retain());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}
