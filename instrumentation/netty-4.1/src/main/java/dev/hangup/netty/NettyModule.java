// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.News;
import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Netty's WebSocket codec is a pair of handlers in a channel's pipeline; the channel carries the
 * state. The transport's own signals are tapped at the head of the pipeline, below all handlers, so
 * that what handlers make of them changes nothing.
 */
public final class NettyModule implements StackModule {

  private static final String WEBSOCKET = "io.netty.handler.codec.http.websocketx.";
  private static final String HTTP = "io.netty.handler.codec.http.";
  private static final String CHANNEL = "io.netty.channel.";
  private static final String REACTOR = "reactor.netty.";
  private static final String SPRING = "org.springframework.";
  private static final String OURS = "dev.hangup.netty.";

  /** Hixie-76, version 00, has a framing of its own and is left alone. */
  private static final List<String> VERSIONS = List.of("07", "08", "13");

  private static final Signatures NETTY =
      Signatures.of(
              CHANNEL,
              "Channel",
              "ChannelFuture",
              "ChannelHandlerContext",
              "ChannelOutboundInvoker",
              "ChannelPipeline",
              "ChannelPromise")
          .and("io.netty.buffer.", "ByteBuf")
          .and(
              HTTP,
              "FullHttpRequest",
              "FullHttpResponse",
              "HttpHeaders",
              "HttpObject",
              "HttpRequest",
              "HttpResponse")
          .and(WEBSOCKET, "CorruptedWebSocketFrameException", "WebSocketFrame")
          .and("io.netty.handler.codec.", "CorruptedFrameException")
          .and("io.netty.handler.codec.http2.", "Http2StreamFrame")
          .and("io.netty.handler.timeout.", "IdleStateEvent")
          .and(REACTOR, "Connection")
          .and(REACTOR + "http.websocket.", "WebsocketInbound", "WebsocketOutbound")
          .and(REACTOR + "http.client.", "HttpClientConfig", "HttpClientOperations")
          .and("org.reactivestreams.", "Publisher")
          .and(SPRING + "web.reactive.socket.", "HandshakeInfo", "WebSocketSession")
          .and(SPRING + "core.io.buffer.", "NettyDataBufferFactory")
          .and("reactor.core.publisher.", "Mono");

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public List<String> stateOwners() {
    return List.of("io.netty.util.DefaultAttributeMap");
  }

  @Override
  public List<String> startsTelemetry() {
    return tapPoints().stream()
        .map(TapPoint::className)
        .filter(name -> name.startsWith(WEBSOCKET))
        .distinct()
        .toList();
  }

  /** Programs have these long before the first channel. */
  @Override
  public List<String> preloadTriggers() {
    return List.of(
        "io.netty.bootstrap.AbstractBootstrap",
        "io.netty.util.concurrent.MultithreadEventExecutorGroup");
  }

  @Override
  public List<TapPoint> tapPoints() {
    List<TapPoint> points = new ArrayList<>();
    points.addAll(frames());
    points.addAll(serverHandshake());
    points.addAll(clientHandshake());
    points.addAll(http2());
    points.addAll(transport());
    points.addAll(marks());
    points.addAll(frameworks());
    return List.copyOf(points);
  }

  private static List<TapPoint> frames() {
    return List.of(
        NETTY
            .in(WEBSOCKET + "WebSocket08FrameDecoder")
            .method("void decode(ChannelHandlerContext, ByteBuf, List)")
            .advice(OURS + "Frames::decode"),
        NETTY
            .in(WEBSOCKET + "WebSocket08FrameDecoder")
            .method(
                "void protocolViolation(ChannelHandlerContext, ByteBuf,"
                    + " CorruptedWebSocketFrameException)")
            .orMethod( // before 4.1.37
                "void protocolViolation(ChannelHandlerContext, CorruptedFrameException)")
            .advice(OURS + "Frames::violation")
            .optional(),
        NETTY
            .in(WEBSOCKET + "WebSocket08FrameEncoder")
            .method("void encode(ChannelHandlerContext, WebSocketFrame, List)")
            .advice(OURS + "Frames::encode"));
  }

  private static List<TapPoint> serverHandshake() {
    String asked = "FullHttpRequest, HttpHeaders, ChannelPromise)";
    List<TapPoint> points = new ArrayList<>();
    points.add(
        NETTY
            .in(WEBSOCKET + "WebSocketServerHandshaker")
            .method("ChannelFuture handshake0(ChannelOutboundInvoker, Channel, " + asked)
            .orMethod("ChannelFuture handshake(Channel, " + asked) // before 4.1.137 and 4.2.17
            .advice(OURS + "ServerHandshake::handshake"));
    for (String version : VERSIONS) {
      points.add(
          NETTY
              .in(WEBSOCKET + "WebSocketServerHandshaker" + version)
              .method("FullHttpResponse newHandshakeResponse(FullHttpRequest, HttpHeaders)")
              .advice(OURS + "ServerHandshake::response"));
    }
    points.add(
        NETTY
            .in(HTTP + "HttpObjectDecoder")
            .method("void decode(ChannelHandlerContext, ByteBuf, List)")
            .advice(OURS + "PlainAnswer::decoded"));
    points.add(
        NETTY
            .in(HTTP + "HttpObjectEncoder")
            .method("void encode(ChannelHandlerContext, Object, List)")
            .advice(OURS + "PlainAnswer::encoded"));
    return points;
  }

  private static List<TapPoint> clientHandshake() {
    List<TapPoint> points = new ArrayList<>();
    points.add(
        NETTY
            .in("io.netty.bootstrap.Bootstrap")
            .method("void init(Channel)")
            .advice(OURS + "Connects::init")
            .optional());
    points.add(
        NETTY
            .in(WEBSOCKET + "WebSocketClientHandshaker")
            .method("ChannelFuture handshake(Channel, ChannelPromise)")
            .advice(OURS + "ClientHandshake::handshake"));
    points.add(
        NETTY
            .in(WEBSOCKET + "WebSocketClientHandshaker")
            .method("void finishHandshake(Channel, FullHttpResponse)")
            .advice(OURS + "ClientHandshake::finish"));
    for (String version : VERSIONS) {
      points.add(
          NETTY
              .in(WEBSOCKET + "WebSocketClientHandshaker" + version)
              .method("FullHttpRequest newHandshakeRequest()")
              .advice(OURS + "ClientHandshake::request"));
    }
    return points;
  }

  /** Netty has no handshaker for it: those are of what rides on Netty. */
  private static List<TapPoint> http2() {
    String codec = "io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec";
    String server =
        REACTOR + "http.server.Http2WebsocketServerOperations$WebsocketServerHandshaker";
    String client =
        REACTOR + "http.client.Http2WebsocketClientOperations$WebsocketClientHandshaker";
    List<TapPoint> points = new ArrayList<>();
    points.add(
        NETTY
            .in(codec)
            .method("void decode(ChannelHandlerContext, Http2StreamFrame, List)")
            .advice(OURS + "Http2Codec::decoded"));
    points.add(
        NETTY
            .in(codec)
            .method("void encode(ChannelHandlerContext, HttpObject, List)")
            .advice(OURS + "Http2Codec::encoded"));
    points.add(
        NETTY
            .in(server)
            .method("ChannelFuture handshake(Channel, HttpRequest, HttpHeaders, ChannelPromise)")
            .advice(OURS + "Http2Handshake::answer"));
    points.add(
        NETTY
            .in(server)
            .method("HttpResponse newHandshakeResponse(String, HttpHeaders)")
            .advice(OURS + "ServerHandshake::response"));
    points.add(
        NETTY
            .in(client)
            .method("ChannelFuture handshake(Channel)")
            .advice(OURS + "Http2Handshake::ask"));
    points.add(
        NETTY
            .in(client)
            .method("HttpRequest newHandshakeRequest()")
            .advice(OURS + "ClientHandshake::request"));
    points.add(
        NETTY
            .in(client)
            .method("void finishHandshake(Channel, HttpResponse)")
            .advice(OURS + "Http2Handshake::finish"));
    for (String bridge :
        List.of(
            server + "$WebsocketStreamBridgeServerHandler",
            client + "$WebsocketStreamBridgeClientHandler")) {
      points.add(
          NETTY
              .in(bridge)
              .method("void channelRead(ChannelHandlerContext, Object)")
              .advice(OURS + "Http2Handshake::read"));
    }
    points.add(
        NETTY
            .in(CHANNEL + "DefaultChannelPipeline")
            .method("ChannelPipeline fireUserEventTriggered(Object)")
            .advice(OURS + "Http2Streams::event"));
    return points.stream().map(TapPoint::optional).toList();
  }

  private static List<TapPoint> transport() {
    return List.of(
        NETTY
            .in(CHANNEL + "DefaultChannelPipeline")
            .method("ChannelPipeline fireExceptionCaught(Throwable)")
            .advice(OURS + "Transport::readError"),
        // The peer ended its direction of a channel that allows it; else the channel is closed.
        NETTY
            .in(CHANNEL + "DefaultChannelPipeline")
            .method("ChannelPipeline fireUserEventTriggered(Object)")
            .tells(
                News.PEER_ENDED,
                "this.channel()",
                "0",
                CHANNEL + "socket.ChannelInputShutdownEvent"),
        NETTY
            .in(CHANNEL + "DefaultChannelPipeline$HeadContext")
            .method("void close(ChannelHandlerContext, ChannelPromise)")
            .advice(OURS + "Transport::localClose"),
        NETTY
            .in(CHANNEL + "DefaultChannelPipeline$HeadContext")
            .method("void flush(ChannelHandlerContext)")
            .advice(OURS + "Transport::flush"),
        NETTY
            .in(CHANNEL + "AbstractChannel$AbstractUnsafe")
            .method("void close(ChannelPromise, Throwable, ClosedChannelException)") // 4.2
            .orMethod("void close(ChannelPromise, Throwable, ClosedChannelException, boolean)")
            .orMethod("void close(ChannelPromise, Throwable, boolean)") // 4.1.0
            .advice(OURS + "Transport::writeError"),
        // TLS failed, in its handshake or in a record. Before the channel is closed over it.
        NETTY
            .in("io.netty.handler.ssl.SslHandler")
            // What cannot be read later on passes the shorter ones by.
            .method(
                "void setHandshakeFailure(ChannelHandlerContext, Throwable,"
                    + " boolean, boolean, boolean)")
            .orMethod(
                "void setHandshakeFailure(ChannelHandlerContext, Throwable, boolean, boolean)")
            .orMethod(
                "void setHandshakeFailure(ChannelHandlerContext, Throwable, boolean)") // 4.1.0
            .orMethod("void setHandshakeFailure(ChannelHandlerContext, Throwable)")
            .tells(News.READ_FAILED, "0.channel()", "1", "javax.net.ssl.SSLException"));
  }

  private static List<TapPoint> marks() {
    return List.of(
        NETTY
            .in("io.netty.handler.timeout.IdleStateHandler")
            .method("void channelIdle(ChannelHandlerContext, IdleStateEvent)")
            .advice(OURS + "IdleTimers::idle"),
        NETTY
            .in("io.netty.handler.timeout.ReadTimeoutHandler")
            .method("void readTimedOut(ChannelHandlerContext)")
            .advice(OURS + "IdleTimers::readTimeout"),
        NETTY
            .in("io.netty.handler.timeout.WriteTimeoutHandler")
            .method("void writeTimedOut(ChannelHandlerContext)")
            .advice(OURS + "IdleTimers::writeTimeout"),
        NETTY
            .in(CHANNEL + "AbstractChannelHandlerContext")
            .method("void invokeExceptionCaught(Throwable)")
            .advice(OURS + "HandlerFailure::caught"),
        NETTY
            .in(CHANNEL + "AbstractChannelHandlerContext")
            .method("ChannelHandlerContext fireExceptionCaught(Throwable)")
            .advice(OURS + "HandlerFailure::fired"),
        NETTY
            .in(CHANNEL + "DefaultChannelPipeline")
            .method("ChannelPipeline fireChannelWritabilityChanged()")
            .advice(OURS + "Stalls::writability"),
        NETTY
            .in(CHANNEL + "DefaultChannelPipeline")
            .method("ChannelPipeline fireChannelReadComplete()")
            .advice(OURS + "Stalls::handled"));
  }

  /** What rides on Netty and keeps to itself what became of an application's handler. */
  private static List<TapPoint> frameworks() {
    List<TapPoint> points = new ArrayList<>();
    for (String operations :
        List.of(
            "server.WebsocketServerOperations",
            "server.Http2WebsocketServerOperations",
            "client.WebsocketClientOperations")) {
      points.add(
          NETTY
              .in(REACTOR + "http." + operations)
              .method("void onInboundCancel()")
              .advice(OURS + "ReactorHandler::cancelled"));
    }
    points.add(
        NETTY
            .in(REACTOR + "channel.ChannelOperations")
            .method("void onError(Throwable)")
            .advice(OURS + "ReactorHandler::failed"));
    points.add(
        NETTY
            .in(REACTOR + "channel.MonoSendMany$SendManyInner")
            .method("void onError(Throwable)")
            .advice(OURS + "ReactorHandler::sendFailed"));
    points.add(
        NETTY
            .in("reactor.core.publisher.FluxDoFinally$DoFinallySubscriber")
            .method("void onError(Throwable)")
            .advice(OURS + "ReactorHandler::cleaningUp"));
    points.add(
        NETTY
            .in(REACTOR + "http.client.HttpClientFinalizer")
            .method("void discard(HttpClientOperations)")
            .advice(OURS + "ReactorHandler::cleanedUp"));
    points.add(
        NETTY
            .in(REACTOR + "http.client.HttpClientConnect$HttpClientHandler")
            .method("boolean test(Throwable)")
            .advice(OURS + "ReactorConnect::retry"));
    points.add(
        NETTY
            .in(REACTOR + "http.client.HttpClientConnect$HttpClientHandler")
            .method("(HttpClientConfig)")
            .advice(OURS + "ReactorConnect::asked"));
    points.add(
        NETTY
            .in(REACTOR + "http.client.HttpClientConnect$HttpClientHandler")
            .method("Publisher requestWithBody(HttpClientOperations)")
            .advice(OURS + "ReactorConnect::asks"));
    points.add(
        NETTY
            .in(REACTOR + "http.client.HttpClientConnect$HttpObserver")
            .method("void onUncaughtException(Connection, Throwable)")
            .advice(OURS + "ReactorConnect::failing"));
    String inAndOut = "WebsocketInbound, WebsocketOutbound, HandshakeInfo, NettyDataBufferFactory";
    points.add(
        NETTY
            .in(SPRING + "web.reactive.socket.adapter.ReactorNettyWebSocketSession")
            .method("(" + inAndOut + ", int)")
            .orMethod("(" + inAndOut + ")") // before 5.1
            .advice(OURS + "SpringSessions::made"));
    for (String leg : List.of("ProxyWebSocketHandler", "ProxyWebSocketHandler$1")) {
      points.add(
          NETTY
              .in(SPRING + "cloud.gateway.filter.WebsocketRoutingFilter$" + leg)
              .method("Mono handle(WebSocketSession)")
              .advice(OURS + "SpringSessions::proxied"));
    }
    points.addAll(VertxTaps.points());
    return points.stream().map(TapPoint::optional).toList();
  }
}
