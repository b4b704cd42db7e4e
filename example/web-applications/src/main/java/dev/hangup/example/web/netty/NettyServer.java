// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says what it is told. When the JVM ends it takes its time, and then closes what is open, with a
 * code or, told none, not at all. Ends with 3 when its standard input does.
 */
public final class NettyServer {

  private static final int MOST = 65_536;
  private static final int ENDED_BY_INPUT = 3;

  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  private NettyServer() {}

  /** The milliseconds from the end's beginning to the last words, and the code, 0 for none. */
  public static void main(String[] arguments) throws IOException {
    NettyServer server = new NettyServer();
    long pause = Long.parseLong(arguments[0]);
    int code = Integer.parseInt(arguments[1]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> server.end(pause, code)));
    System.out.println("listening on port " + server.listen());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(ENDED_BY_INPUT);
  }

  private int listen() {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel server =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    open.add(channel);
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(MOST))
                        .addLast(new WebSocketServerProtocolHandler("/talk"), new Echo());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private void end(long pause, int code) {
    try {
      Thread.sleep(pause);
      for (Channel channel : open) {
        if (code > 0) {
          channel
              .writeAndFlush(new CloseWebSocketFrame(code, "the server ends"))
              .addListener(ChannelFutureListener.CLOSE)
              .await();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.println("the last words are said");
  }

  private static final class Echo extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever is gone need not be answered
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
      context.writeAndFlush(message.retain());
    }
  }
}
