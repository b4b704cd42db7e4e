package corpus;

import corpus.talk.Line;
import corpus.talk.Orders;
import corpus.talk.Talk;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Plain Netty, with nothing around its WebSocket handlers. */
public final class NettyApplication {

  private static final int MAX_FRAME = 65_536;
  private static final String KEYS = System.getProperty("corpus.keys");
  private static final boolean TLS = Boolean.getBoolean("corpus.tls");

  public static void main(String[] arguments) throws Exception {
    EventLoopGroup group = new NioEventLoopGroup(2);
    SslContext tls = TLS ? SslContextBuilder.forServer(keys()).build() : null;
    Channel server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    ChannelPipeline pipeline = channel.pipeline();
                    if (tls != null) {
                      pipeline.addLast(tls.newHandler(channel.alloc()));
                    }
                    pipeline.addLast(new HttpServerCodec());
                    pipeline.addLast(new HttpObjectAggregator(MAX_FRAME));
                    pipeline.addLast(new Gate());
                    pipeline.addLast(new WebSocketServerCompressionHandler());
                    pipeline.addLast(
                        new WebSocketServerProtocolHandler(
                            WebSocketServerProtocolConfig.newBuilder()
                                .websocketPath("/")
                                .checkStartsWith(true)
                                .subprotocols("chat.v1")
                                .allowExtensions(true)
                                .maxFramePayloadLength(MAX_FRAME)
                                .dropPongFrames(false)
                                .build()));
                    pipeline.addLast(new Conversation(null));
                  }
                })
            .bind(System.getProperty("corpus.host", "0.0.0.0"), Integer.getInteger("corpus.port", 0))
            .sync()
            .channel();
    // As any Netty server does that is stopped with care.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly()));
    Orders.listening(((InetSocketAddress) server.localAddress()).getPort());
    Orders.obey((url, protocol, guest) -> dial(group, url, protocol, guest));
  }

  private static void dial(EventLoopGroup group, String url, String protocol, Orders.Guest guest)
      throws Exception {
    URI uri = URI.create(url);
    SslContext tls =
        uri.getScheme().equals("wss")
            ? SslContextBuilder.forClient().trustManager(trusted()).build()
            : null;
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                ChannelPipeline pipeline = channel.pipeline();
                if (tls != null) {
                  pipeline.addLast(tls.newHandler(channel.alloc(), uri.getHost(), uri.getPort()));
                }
                pipeline.addLast(new HttpClientCodec());
                pipeline.addLast(new HttpObjectAggregator(MAX_FRAME));
                pipeline.addLast(
                    new WebSocketClientProtocolHandler(
                        WebSocketClientProtocolConfig.newBuilder()
                            .webSocketUri(uri)
                            .version(WebSocketVersion.V13)
                            .subprotocol(protocol.isEmpty() ? null : protocol)
                            .customHeaders(new DefaultHttpHeaders())
                            .maxFramePayloadLength(MAX_FRAME)
                            .dropPongFrames(false)
                            .build()));
                pipeline.addLast(new Conversation(guest));
              }
            })
        .connect(uri.getHost(), uri.getPort())
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                guest.failed(connected.cause());
              }
            });
  }

  private static KeyManagerFactory keys() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(), "corpus".toCharArray());
    return keys;
  }

  private static TrustManagerFactory trusted() throws Exception {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(store());
    return trusted;
  }

  private static KeyStore store() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (FileInputStream file = new FileInputStream(KEYS)) {
      store.load(file, "corpus".toCharArray());
    }
    return store;
  }

  /** Who may not come in. */
  private static final class Gate extends SimpleChannelInboundHandler<FullHttpRequest> {

    Gate() {
      super(false);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String path = request.uri();
      String origin = request.headers().get("Origin");
      HttpResponseStatus refused =
          path.startsWith("/secret")
              ? HttpResponseStatus.UNAUTHORIZED
              : path.startsWith("/nowhere")
                  ? HttpResponseStatus.NOT_FOUND
                  : origin != null && origin.contains("evil") ? HttpResponseStatus.FORBIDDEN : null;
      if (refused == null) {
        context.fireChannelRead(request);
        return;
      }
      request.release();
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refused, Unpooled.EMPTY_BUFFER);
      response.headers().setInt("Content-Length", 0);
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static final class Conversation extends SimpleChannelInboundHandler<WebSocketFrame> {

    private final Orders.Guest guest;
    private Talk talk;

    Conversation(Orders.Guest guest) {
      this.guest = guest;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete upgrade) {
        talk = new Talk(new NettyLine(context));
        if (upgrade.requestUri().startsWith("/openfail")) {
          throw new IllegalStateException("cannot open");
        }
      } else if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        talk = guest.opened(new NettyLine(context));
      } else if (event instanceof IdleStateEvent) {
        context.close();
      }
      super.userEventTriggered(context, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame)
        throws Exception {
      if (frame instanceof TextWebSocketFrame text) {
        talk.heard(text.text());
      } else if (frame instanceof BinaryWebSocketFrame) {
        context.writeAndFlush(frame.retain());
      } else if (frame instanceof PongWebSocketFrame) {
        talk.pong();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      if (talk != null) {
        talk.closed();
      }
      super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
      if (talk == null && guest != null) {
        guest.failed(failure);
      }
      context.close();
    }
  }

  private static final class NettyLine implements Line {

    private final ChannelHandlerContext context;

    NettyLine(ChannelHandlerContext context) {
      this.context = context;
    }

    @Override
    public void text(String text) {
      context.writeAndFlush(new TextWebSocketFrame(text));
    }

    @Override
    public void binary(byte[] bytes) {
      context.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    }

    @Override
    public void ping() {
      context.writeAndFlush(new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1})));
    }

    @Override
    public void close(int code, String reason) {
      context.writeAndFlush(
          code == 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, reason));
    }

    @Override
    public void abort() {
      // From the head: Netty's WebSocket handler would say Close 1000 first.
      context.pipeline().firstContext().close();
    }

    @Override
    public void idle(Duration limit) {
      context
          .pipeline()
          .addBefore(
              context.name(),
              "idle",
              new IdleStateHandler(0, 0, limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void sendLimit(Duration limit) {
      context
          .pipeline()
          .addFirst(new WriteTimeoutHandler(limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public void brokenText() {
      context.writeAndFlush(
          new TextWebSocketFrame(
              Unpooled.wrappedBuffer(new byte[] {'o', 'k', (byte) 0xc3, (byte) 0x28})));
    }

    @Override
    public void closeAndLeave(int code, String reason) {
      context
          .writeAndFlush(
              code == 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, reason))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
