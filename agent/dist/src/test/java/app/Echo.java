// SPDX-License-Identifier: Apache-2.0
package app;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A Netty echo server and a client made of raw bytes. Prints what the client got back, which must
 * be the same with and without the agent. Compiled at the lowest Netty, so it runs with all; like
 * all applications here it needs no more of the JDK than Java 8 has.
 */
public final class Echo {

  static final int OFTEN = 250;

  static final byte[] HELLO = {
    (byte) 0x81, (byte) 0x85, 1, 2, 3, 4, 'h' ^ 1, 'e' ^ 2, 'l' ^ 3, 'l' ^ 4, 'o' ^ 1
  };
  static final byte[] CLOSE_1000 = {
    (byte) 0x88, (byte) 0x82, 0, 0, 0, 0, (byte) (1000 >> 8), (byte) 1000
  };

  /** What comes back of the greeting: two bytes of head and the word. */
  static final int ECHOED = 7;

  static final int MOST = Integer.MAX_VALUE;

  private Echo() {}

  /**
   * {@code clean} closes with 1000, {@code traced} does that in a trace of its own, {@code drop}
   * just ends the connection, {@code exit} the JVM; {@code often} is clean, and that many times.
   */
  public static void main(String[] arguments) throws Exception {
    run(arguments.length == 0 ? "clean" : arguments[0]);
  }

  static void run(String story) throws Exception {
    Channel server = listen();
    try {
      int port = ((InetSocketAddress) server.localAddress()).getPort();
      for (int times = story.equals("often") ? OFTEN : 1; times > 1; times--) {
        talk(port, "clean");
      }
      System.out.println("echoed " + talk(port, story));
      server.close().sync();
    } finally {
      server.eventLoop().parent().shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  @SuppressWarnings("deprecation") // the event loop that every version has
  static Channel listen() throws InterruptedException {
    return new ServerBootstrap()
        .group(new NioEventLoopGroup(1))
        .channel(NioServerSocketChannel.class)
        .childHandler(new Pipeline())
        .bind("localhost", 0)
        .sync()
        .channel();
  }

  private static String talk(int port, String story) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.getOutputStream().write(story.equals("traced") ? tracedUpgrade() : upgrade());
      InputStream in = socket.getInputStream();
      String answer = readHead(in);
      socket.getOutputStream().write(HELLO);
      byte[] echo = read(in, ECHOED);
      String echoed = answer + ' ' + new String(echo, 2, 5, StandardCharsets.US_ASCII);
      if (story.equals("clean") || story.equals("often") || story.equals("traced")) {
        socket.getOutputStream().write(CLOSE_1000);
        echoed += ' ' + Arrays.toString(read(in, MOST));
      } else if (story.equals("drop")) {
        socket.shutdownOutput();
        read(in, MOST);
      } else if (story.equals("exit")) {
        System.out.println("echoed " + echoed);
        System.exit(3);
      }
      return echoed;
    }
  }

  /** So many bytes, or what comes before the end. */
  static byte[] read(InputStream in, int most) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < most) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      all.write(next);
    }
    return all.toByteArray();
  }

  static byte[] upgrade() {
    return String.join(
            "\r\n",
            "GET /echo/4711 HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] tracedUpgrade() {
    String plain = new String(upgrade(), StandardCharsets.US_ASCII);
    String header = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n";
    return (plain.substring(0, plain.length() - 2) + header).getBytes(StandardCharsets.US_ASCII);
  }

  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.substring(9, 12);
  }

  static final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(8192),
              new WebSocketServerProtocolHandler("/echo/4711"),
              new Answer());
    }
  }

  private static final class Answer extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the channel
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      context.writeAndFlush(frame.retain());
    }
  }
}
