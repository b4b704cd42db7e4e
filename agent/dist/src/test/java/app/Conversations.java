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
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Netty server and a client of raw bytes hold a conversation of every kind. Each is one line: all
 * bytes that the client got, and all that the server's handler heard. With an agent the lines must
 * be those that there are without one, whatever happens to the agent.
 */
public final class Conversations implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;
  private static final int BIGGEST = 65_536;
  private static final int STORM = 300;

  /** A conversation, and how it ends. */
  enum Story {
    CLOSE,
    LONG,
    PARTS,
    SERVER_CLOSE,
    FIN,
    RESET,
    REFUSED,
    RESERVED_OPCODE,
    NO_UTF8,
    OVERSIZE,
    HANDLER_THROWS,
    INTERRUPTED
  }

  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
  private final Channel server;

  @SuppressWarnings("deprecation") // the event loop that every version has
  Conversations() throws InterruptedException {
    server =
        new ServerBootstrap()
            .group(new NioEventLoopGroup(1))
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline())
            .bind("localhost", 0)
            .sync()
            .channel();
  }

  /**
   * All of them. An argument says what the application does besides: {@code wait} begins with the
   * first line of its input, {@code interrupt} interrupts the agent's threads all the time, {@code
   * exhaust} holds each conversation while hardly any memory is left, and then all of them once
   * more, {@code storm} lets many peers vanish at the end and ends the JVM in the middle of it.
   */
  public static void main(String[] arguments) throws Exception {
    String besides = arguments.length == 0 ? "" : arguments[0];
    if (besides.equals("wait")) {
      System.out.println("ready");
      while (System.in.read() >= ' ') {
        // until the end of the line
      }
    } else if (besides.equals("interrupt")) {
      Thread interrupting = new Thread(Conversations::interruptAll);
      interrupting.setDaemon(true);
      interrupting.start();
    }
    try (Conversations all = new Conversations()) {
      Deque<byte[]> memory = new ArrayDeque<>();
      for (Story story : Story.values()) {
        if (besides.equals("exhaust")) {
          exhaust(memory);
        }
        String line = all.hold(story);
        memory.clear();
        System.out.println(line);
      }
      if (besides.equals("exhaust")) {
        for (Story story : Story.values()) {
          System.out.println(all.hold(story));
        }
      }
      if (besides.equals("storm")) {
        all.storm();
      }
    }
  }

  private static void interruptAll() {
    while (true) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().startsWith("hangup-")) {
          thread.interrupt();
        }
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** To the last byte, and then a little is given back: what a conversation takes. */
  private static void exhaust(Deque<byte[]> memory) {
    try {
      while (true) {
        memory.push(new byte[4096]);
      }
    } catch (OutOfMemoryError e) {
      for (int i = 0; i < 256; i++) {
        memory.pop();
      }
    }
  }

  private void storm() throws IOException {
    List<Socket> peers = new ArrayList<>();
    for (int i = 0; i < STORM; i++) {
      Socket peer = new Socket("localhost", port());
      peers.add(peer);
      peer.getOutputStream().write(Echo.upgrade());
      Echo.readHead(peer.getInputStream());
    }
    System.out.println("open " + peers.size());
    for (Socket peer : peers) {
      peer.setSoLinger(true, 0);
      peer.close();
      if (peer == peers.get(STORM / 2)) {
        new Thread(() -> System.exit(3)).start();
      }
    }
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** What was got and heard; that somebody waited in vain is a part of it. */
  String hold(Story story) throws IOException, InterruptedException {
    String got;
    String peer;
    try (Socket socket = new Socket("localhost", port())) {
      peer = socket.getLocalPort() + " ";
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      got = talk(socket, story);
    }
    String heard = ended.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    while (heard != null && !heard.startsWith(peer)) { // of one that ended too late
      heard = ended.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
    heard = heard == null ? "nothing" : heard.substring(peer.length());
    return story + " got " + got + " heard " + heard;
  }

  private static String talk(Socket socket, Story story) throws IOException {
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    out.write(story == Story.REFUSED ? refused() : Echo.upgrade());
    try {
      StringBuilder got = new StringBuilder(Echo.readHead(in));
      if (story == Story.REFUSED) {
        socket.shutdownOutput();
        return got.append(' ').append(rest(in)).toString();
      }
      out.write(Echo.HELLO);
      got.append(' ').append(hex(Echo.read(in, Echo.ECHOED))).append(' ');
      out.write(frames(story));
      if (story == Story.RESET) {
        socket.setSoLinger(true, 0);
      } else {
        if (story == Story.FIN) {
          socket.shutdownOutput();
        }
        got.append(rest(in));
      }
      return got.toString();
    } catch (SocketTimeoutException e) {
      return "nothing for " + PATIENCE_MILLIS + " ms";
    }
  }

  /** What is still to come, where it may also end with a reset. */
  private static String rest(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        all.write(next);
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return hex(all.toByteArray()) + " and a reset";
    }
    return hex(all.toByteArray());
  }

  private static byte[] frames(Story story) throws IOException {
    return switch (story) {
      case CLOSE -> goodbye();
      case LONG -> together(frame(0x82, new byte[60_000]), goodbye());
      case PARTS ->
          together(
              frame(0x01, ascii("two ")),
              frame(0x89, ascii("?")),
              frame(0x80, ascii("parts")),
              goodbye());
      case SERVER_CLOSE -> frame(0x81, ascii("!close"));
      case RESERVED_OPCODE -> frame(0x83, ascii("what?"));
      case NO_UTF8 -> frame(0x81, new byte[] {(byte) 0xc3, 0x28});
      case OVERSIZE -> Arrays.copyOf(frame(0x82, new byte[BIGGEST + 1]), 14); // its head is enough
      case HANDLER_THROWS -> frame(0x81, ascii("!throw"));
      case INTERRUPTED -> frame(0x81, ascii("!interrupt"));
      default -> new byte[0];
    };
  }

  static byte[] goodbye() throws IOException {
    return frame(0x88, new byte[] {(byte) (1000 >> 8), (byte) 1000});
  }

  /** Masked, as a client must; a mask of zeros leaves it as it is. */
  static byte[] frame(int firstByte, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(firstByte);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < BIGGEST) {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(0x80 | 127);
      frame.write(new byte[4]);
      frame.write(payload.length >> 24);
      frame.write(payload.length >> 16);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    frame.write(new byte[4]);
    frame.write(payload);
    return frame.toByteArray();
  }

  private static byte[] together(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return all.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] refused() {
    return ascii(
        new String(Echo.upgrade(), StandardCharsets.US_ASCII)
            .replace("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 99"));
  }

  /** Of long ones the length and a hash. */
  private static String hex(byte[] bytes) {
    if (bytes.length > 500) {
      return bytes.length + " bytes with hash " + Arrays.hashCode(bytes);
    }
    StringBuilder hex = new StringBuilder("0x");
    for (byte each : bytes) {
      hex.append(Character.forDigit(each >> 4 & 15, 16)).append(Character.forDigit(each & 15, 16));
    }
    return hex.toString();
  }

  @Override
  public void close() {
    server.close().syncUninterruptibly();
    server.eventLoop().parent().shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(),
              new HttpObjectAggregator(8192),
              new WebSocketServerProtocolHandler("/echo/4711"),
              new Heard());
    }
  }

  /** Echoes, obeys, and notes what it hears. */
  private final class Heard extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final StringBuilder heard = new StringBuilder();

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the channel
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      heard.append(frame.getClass().getSimpleName()).append(frame.content().readableBytes());
      heard.append(' ');
      String said = frame instanceof TextWebSocketFrame text ? text.text() : "";
      if (said.equals("!throw")) {
        throw new IllegalStateException("as asked");
      } else if (said.equals("!close")) {
        context
            .writeAndFlush(new CloseWebSocketFrame(1001, "bye"))
            .addListener(ChannelFutureListener.CLOSE);
      } else if (said.equals("!interrupt")) {
        Thread.currentThread().interrupt();
        context.writeAndFlush(frame.retain());
        context.close(); // its end is told on this thread, inside this call
        heard.append("interrupted ").append(Thread.interrupted()).append(' ');
      } else {
        context.writeAndFlush(frame.retain());
      }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is over
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      heard.append(cause.getClass().getName()).append(' ');
      if (!(cause instanceof IOException)) {
        heard.append(cause.getMessage()).append(' ');
      }
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      super.channelInactive(context);
      int peer = ((InetSocketAddress) context.channel().remoteAddress()).getPort();
      ended.add(
          peer + " " + heard + "the end, interrupted " + Thread.currentThread().isInterrupted());
    }
  }
}
