// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A small chat room server on Netty: {@code ws://host:port/chat/ROOM}, and a page for the browser
 * at {@code /}. Nothing in here knows of hangup; that is the point.
 */
public final class ChatServer {

  private static final int MAX_FRAME = 65_536;
  private static final int PING_AFTER_SECONDS = 2;

  private ChatServer() {}

  /** Listens on the port given, or on a free one. */
  public static void main(String[] arguments) throws InterruptedException {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Channel server =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .childHandler(new Connection())
              .bind("localhost", port)
              .sync()
              .channel();
      System.out.println(
          "chat: listening on http://localhost:"
              + ((InetSocketAddress) server.localAddress()).getPort()
              + "/");
      server.closeFuture().sync();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static final class Connection extends ChannelInitializer<SocketChannel> {

    private final Rooms rooms = new Rooms();

    @Override
    protected void initChannel(SocketChannel channel) {
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addLast(new HttpServerCodec());
      pipeline.addLast(new HttpObjectAggregator(MAX_FRAME));
      pipeline.addLast(new ChatPage());
      pipeline.addLast(new IdleStateHandler(PING_AFTER_SECONDS, 0, 0));
      pipeline.addLast(
          new WebSocketServerProtocolHandler(
              WebSocketServerProtocolConfig.newBuilder()
                  .websocketPath("/chat")
                  .checkStartsWith(true)
                  .maxFramePayloadLength(MAX_FRAME)
                  .dropPongFrames(false)
                  .build()));
      pipeline.addLast(new ChatHandler(rooms));
    }
  }
}
