// SPDX-License-Identifier: Apache-2.0
package app;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A client of its own process, on Netty. It connects to each port it is given, says hello, prints
 * what comes back and which connection ended. A line such as {@code drop 4711} is sent over the
 * connection to that port, {@code close 4711} sends a Close frame there.
 */
public final class Caller {

  private Caller() {}

  @SuppressWarnings("deprecation") // the event loop that every version has
  public static void main(String[] ports) throws Exception {
    EventLoopGroup group = new NioEventLoopGroup(1);
    Map<String, Channel> open = new HashMap<>();
    for (String port : ports) {
      Channel channel =
          new Bootstrap()
              .group(group)
              .channel(NioSocketChannel.class)
              .handler(new Pipeline(port))
              .connect("localhost", Integer.parseInt(port))
              .sync()
              .channel();
      channel.closeFuture().addListener(ended -> System.out.println("ended " + port));
      open.put(port, channel);
    }
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String next = lines.readLine(); next != null; next = lines.readLine()) {
      String word = next.substring(0, next.indexOf(' '));
      open.get(next.substring(word.length() + 1))
          .writeAndFlush(
              word.equals("close")
                  ? new CloseWebSocketFrame(1000, "done")
                  : new TextWebSocketFrame(word))
          .sync();
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private static final class Pipeline extends ChannelInitializer<SocketChannel> {

    private final String port;

    Pipeline(String port) {
      this.port = port;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpClientCodec(),
              new HttpObjectAggregator(8192),
              new WebSocketClientProtocolHandler(
                  URI.create("ws://localhost:" + port + "/chat"),
                  WebSocketVersion.V13,
                  null,
                  false,
                  new DefaultHttpHeaders(),
                  65536),
              new Greeting(port));
    }
  }

  private static final class Greeting extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    private final String port;

    Greeting(String port) {
      this.port = port;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      System.out.println(frame.text() + ' ' + port);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the channel
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        context.writeAndFlush(new TextWebSocketFrame("hello"));
      }
      super.userEventTriggered(context, event);
    }
  }
}
