// SPDX-License-Identifier: Apache-2.0
package app;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A server and a client on Netty, and spans around what they do. With {@code sdk} the application
 * traces by itself, requests included; else it leaves that to an agent and makes no more than the
 * client's span, around asking to connect. Says the ids of its spans. With {@code late} it connects
 * before it traces, and says then whether it still had a say in how contexts are kept.
 */
public final class Traced {

  private Traced() {}

  @SuppressWarnings("deprecation") // the event loop that every version has
  public static void main(String[] arguments) throws Exception {
    String how = arguments.length > 0 ? arguments[0] : "";
    boolean sdk = how.equals("sdk");
    Tracer tracer =
        sdk
            ? OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder().build())
                .build()
                .getTracer("app")
            : GlobalOpenTelemetry.getTracer("app");
    EventLoopGroup group = new NioEventLoopGroup(2);
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(new ServerPipeline(sdk ? tracer : null))
            .bind("localhost", 0)
            .sync()
            .channel();
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    if (how.equals("late")) {
      Class.forName("io.opentelemetry.api.trace.Span"); // there, and not in use
      open(group, port).closeFuture().sync();
      ContextStorage.addWrapper(Traced::asked);
      Context.current();
    } else {
      connect(tracer, group, port).closeFuture().sync();
    }
    if (how.isEmpty()) {
      byHand(tracer, port);
    }
    server.close().sync();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @SuppressWarnings("try") // the scope ends what is around the call
  private static Channel connect(Tracer tracer, EventLoopGroup group, int port) throws Exception {
    Span span = tracer.spanBuilder("asks to connect").setSpanKind(SpanKind.CLIENT).startSpan();
    say("client", span);
    try (Scope scope = span.makeCurrent()) {
      return open(group, port);
    } finally {
      span.end();
    }
  }

  private static Channel open(EventLoopGroup group, int port) throws InterruptedException {
    return new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(new ClientPipeline(URI.create("ws://localhost:" + port + "/echo/4711")))
        .connect("localhost", port)
        .sync()
        .channel();
  }

  private static ContextStorage asked(ContextStorage storage) {
    System.out.println("has a say");
    return storage;
  }

  /** A client that nobody taps and that hands its trace on, as a service elsewhere would. */
  private static void byHand(Tracer tracer, int port) throws IOException {
    Span span = tracer.spanBuilder("by hand").setSpanKind(SpanKind.CLIENT).startSpan();
    String upgrade = new String(Echo.upgrade(), StandardCharsets.US_ASCII);
    String header =
        "traceparent: 00-"
            + span.getSpanContext().getTraceId()
            + '-'
            + span.getSpanContext().getSpanId()
            + "-01\r\n\r\n";
    try (Socket socket = new Socket("localhost", port)) {
      String request = upgrade.substring(0, upgrade.length() - 2) + header;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Echo.readHead(socket.getInputStream());
      socket.getOutputStream().write(Echo.CLOSE_1000);
      Echo.read(socket.getInputStream(), Echo.MOST);
    } finally {
      span.end();
    }
  }

  private static void say(String side, Span span) {
    System.out.println(
        side + ' ' + span.getSpanContext().getTraceId() + ' ' + span.getSpanContext().getSpanId());
  }

  private static final class ServerPipeline extends ChannelInitializer<SocketChannel> {

    private final Tracer tracer;

    ServerPipeline(Tracer tracer) {
      this.tracer = tracer;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(8192));
      if (tracer != null) {
        channel.pipeline().addLast(new Tracing(tracer));
      }
      channel.pipeline().addLast(new WebSocketServerProtocolHandler("/echo/4711"));
    }
  }

  private static final class Tracing extends ChannelInboundHandlerAdapter {

    private final Tracer tracer;

    Tracing(Tracer tracer) {
      this.tracer = tracer;
    }

    @Override
    @SuppressWarnings("try") // likewise
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!(message instanceof FullHttpRequest)) {
        context.fireChannelRead(message);
        return;
      }
      Span span = tracer.spanBuilder("GET").setSpanKind(SpanKind.SERVER).startSpan();
      say("server", span);
      try (Scope scope = span.makeCurrent()) {
        context.fireChannelRead(message);
      } finally {
        span.end();
      }
    }
  }

  private static final class ClientPipeline extends ChannelInitializer<SocketChannel> {

    private final URI uri;

    ClientPipeline(URI uri) {
      this.uri = uri;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpClientCodec(),
              new HttpObjectAggregator(8192),
              new WebSocketClientProtocolHandler(
                  uri, WebSocketVersion.V13, null, false, new DefaultHttpHeaders(), 65536),
              new SayGoodbye());
    }
  }

  private static final class SayGoodbye extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the channel
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        context.writeAndFlush(new CloseWebSocketFrame(1000, "bye"));
      }
      super.userEventTriggered(context, event);
    }
  }
}
