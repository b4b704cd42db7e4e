// SPDX-License-Identifier: Apache-2.0
package app;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Peers who never say the same twice: paths, subprotocols, methods, headers, codes and reasons are
 * made up, thousands of each. Prints a hash of all that they were answered.
 */
public final class Attack {

  private static final int PEERS = 1500;

  private final Random random = new Random(PEERS);

  private Attack() {}

  @SuppressWarnings("deprecation") // the event loop that every version has
  public static void main(String[] arguments) throws Exception {
    Channel server =
        new ServerBootstrap()
            .group(new NioEventLoopGroup(1))
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline())
            .bind("localhost", 0)
            .sync()
            .channel();
    try {
      Attack attack = new Attack();
      int port = ((InetSocketAddress) server.localAddress()).getPort();
      int hash = 0;
      for (int i = 0; i < PEERS; i++) {
        hash = 31 * hash + Arrays.hashCode(attack.talk(port, i));
      }
      System.out.println(PEERS + " peers were answered, hash " + hash);
      server.close().sync();
    } finally {
      server.eventLoop().parent().shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private byte[] talk(int port, int number) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request(number));
      if (number % 5 != 0) {
        int code = 3000 + random.nextInt(2000);
        Echo.readHead(socket.getInputStream());
        byte[] reason = Conversations.ascii("..because " + word());
        reason[0] = (byte) (code >> 8);
        reason[1] = (byte) code;
        socket.getOutputStream().write(Conversations.frame(0x88, reason));
      }
      return Echo.read(socket.getInputStream(), Echo.MOST);
    }
  }

  /** Every fifth is refused: its method is made up. */
  private byte[] request(int number) {
    return String.join(
            "\r\n",
            (number % 5 == 0 ? word() : "GET")
                + " /"
                + word()
                + '/'
                + word()
                + '?'
                + word()
                + " HTTP/1.1",
            "Host: " + word() + ".example",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: " + word(),
            "User-Agent: " + word(),
            "X-Forwarded-For: " + word(),
            "traceparent: " + word(),
            word() + ": " + word(),
            "",
            "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private static final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(new HttpServerCodec(), new HttpObjectAggregator(8192), new Upgrade());
    }
  }

  /** Takes any path and any subprotocol. */
  private static final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the channel
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (!request.method().name().equals("GET")) {
        context
            .writeAndFlush(
                new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.METHOD_NOT_ALLOWED))
            .addListener(ChannelFutureListener.CLOSE);
        return;
      }
      WebSocketServerHandshaker handshaker =
          new WebSocketServerHandshakerFactory("ws://localhost" + request.uri(), "*", true)
              .newHandshaker(request);
      context.pipeline().addLast(new Frames(handshaker));
      handshaker.handshake(context.channel(), request);
    }
  }

  private static final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final WebSocketServerHandshaker handshaker;

    Frames(WebSocketServerHandshaker handshaker) {
      this.handshaker = handshaker;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is over
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof CloseWebSocketFrame close) {
        handshaker.close(context.channel(), close.retain());
      }
    }
  }
}
