// SPDX-License-Identifier: Apache-2.0
package app;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A Netty server that takes WebSocket at any path, until its standard input ends. */
public final class Watched {

  private Watched() {}

  @SuppressWarnings("deprecation") // the event loop that every version has
  public static void main(String[] arguments) throws Exception {
    // Else it would be there with the first connection, and what looks at this with it.
    Class.forName("io.netty.handler.codec.http.websocketx.WebSocket08FrameDecoder");
    Channel server =
        new ServerBootstrap()
            .group(new NioEventLoopGroup(1))
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline())
            .bind("localhost", 0)
            .sync()
            .channel();
    try {
      System.out.println("port " + ((InetSocketAddress) server.localAddress()).getPort());
      while (System.in.read() >= 0) {
        // until it ends
      }
      server.close().sync();
    } finally {
      server.eventLoop().parent().shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(8192), new Any());
    }
  }

  /** Lets WebSocket be where it is asked for. */
  private static final class Any extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("deprecation") // the getter that every version has
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        context.pipeline().addLast(new WebSocketServerProtocolHandler(request.getUri()));
      }
      context.fireChannelRead(message);
    }
  }
}
