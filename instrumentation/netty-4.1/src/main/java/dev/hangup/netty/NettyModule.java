// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

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
  private static final String CHANNEL = "io.netty.channel.";
  private static final String REACTOR = "reactor.netty.";
  private static final String SPRING = "org.springframework.";
  private static final String OURS = "dev.hangup.netty.";

  private static final String CTX = "Lio/netty/channel/ChannelHandlerContext;";
  private static final String CH = "Lio/netty/channel/Channel;";
  private static final String PROMISE = "Lio/netty/channel/ChannelPromise;";
  private static final String FUTURE = "Lio/netty/channel/ChannelFuture;";
  private static final String BUF = "Lio/netty/buffer/ByteBuf;";
  private static final String FULL_REQUEST = "Lio/netty/handler/codec/http/FullHttpRequest;";
  private static final String FULL_RESPONSE = "Lio/netty/handler/codec/http/FullHttpResponse;";
  private static final String HEADERS = "Lio/netty/handler/codec/http/HttpHeaders;";
  private static final String THROWABLE = "Ljava/lang/Throwable;";

  /** Hixie-76, version 00, has a framing of its own and is left alone. */
  private static final List<String> VERSIONS = List.of("07", "08", "13");

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public List<String> stateOwners() {
    return List.of("io.netty.util.DefaultAttributeMap");
  }

  @Override
  public List<String> heralds() {
    return tapPoints().stream()
        .map(TapPoint::className)
        .filter(name -> name.startsWith(WEBSOCKET))
        .distinct()
        .toList();
  }

  /** Programs have these long before the first channel. */
  @Override
  public List<String> forerunners() {
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
    points.addAll(transport());
    points.addAll(marks());
    points.addAll(frameworks());
    return List.copyOf(points);
  }

  private static List<TapPoint> frames() {
    return List.of(
        TapPoint.in(WEBSOCKET + "WebSocket08FrameDecoder")
            .method("decode", "(" + CTX + BUF + "Ljava/util/List;)V")
            .advice(OURS + "Inbound"),
        TapPoint.in(WEBSOCKET + "WebSocket08FrameDecoder")
            .method(
                "protocolViolation",
                "(" + CTX + BUF + "L" + slashed(WEBSOCKET) + "CorruptedWebSocketFrameException;)V")
            .orMethod( // before 4.1.37
                "protocolViolation",
                "(" + CTX + "Lio/netty/handler/codec/CorruptedFrameException;)V")
            .advice(OURS + "LimitExceeded")
            .optional(),
        TapPoint.in(WEBSOCKET + "WebSocket08FrameEncoder")
            .method(
                "encode",
                "(" + CTX + "L" + slashed(WEBSOCKET) + "WebSocketFrame;Ljava/util/List;)V")
            .advice(OURS + "Outbound"));
  }

  private static List<TapPoint> serverHandshake() {
    List<TapPoint> points = new ArrayList<>();
    points.add(
        TapPoint.in(WEBSOCKET + "WebSocketServerHandshaker")
            .method( // from 4.1.137 and 4.2.17 on
                "handshake0",
                "(Lio/netty/channel/ChannelOutboundInvoker;"
                    + (CH + FULL_REQUEST + HEADERS + PROMISE + ")" + FUTURE))
            .orMethod("handshake", "(" + CH + FULL_REQUEST + HEADERS + PROMISE + ")" + FUTURE)
            .advice(OURS + "ServerHandshake"));
    for (String version : VERSIONS) {
      points.add(
          TapPoint.in(WEBSOCKET + "WebSocketServerHandshaker" + version)
              .method("newHandshakeResponse", "(" + FULL_REQUEST + HEADERS + ")" + FULL_RESPONSE)
              .advice(OURS + "ServerResponse"));
    }
    points.add(
        TapPoint.in("io.netty.handler.codec.http.HttpObjectDecoder")
            .method("decode", "(" + CTX + BUF + "Ljava/util/List;)V")
            .advice(OURS + "PlainAnswer$Decoded"));
    points.add(
        TapPoint.in("io.netty.handler.codec.http.HttpObjectEncoder")
            .method("encode", "(" + CTX + "Ljava/lang/Object;Ljava/util/List;)V")
            .advice(OURS + "PlainAnswer$Encoded"));
    return points;
  }

  private static List<TapPoint> clientHandshake() {
    List<TapPoint> points = new ArrayList<>();
    points.add(
        TapPoint.in(WEBSOCKET + "WebSocketClientHandshaker")
            .method("handshake", "(" + CH + PROMISE + ")" + FUTURE)
            .advice(OURS + "ClientHandshake"));
    points.add(
        TapPoint.in(WEBSOCKET + "WebSocketClientHandshaker")
            .method("finishHandshake", "(" + CH + FULL_RESPONSE + ")V")
            .advice(OURS + "ClientHandshakeEnd"));
    for (String version : VERSIONS) {
      points.add(
          TapPoint.in(WEBSOCKET + "WebSocketClientHandshaker" + version)
              .method("newHandshakeRequest", "()" + FULL_REQUEST)
              .advice(OURS + "ClientRequest"));
    }
    return points;
  }

  private static List<TapPoint> transport() {
    return List.of(
        TapPoint.in(CHANNEL + "DefaultChannelPipeline")
            .method("fireExceptionCaught", "(" + THROWABLE + ")Lio/netty/channel/ChannelPipeline;")
            .advice(OURS + "Transport$ReadError"),
        TapPoint.in(CHANNEL + "DefaultChannelPipeline")
            .method(
                "fireUserEventTriggered", "(Ljava/lang/Object;)Lio/netty/channel/ChannelPipeline;")
            .advice(OURS + "Transport$HalfClose"),
        TapPoint.in(CHANNEL + "DefaultChannelPipeline$HeadContext")
            .method("close", "(" + CTX + PROMISE + ")V")
            .advice(OURS + "Transport$LocalClose"),
        TapPoint.in(CHANNEL + "AbstractChannel$AbstractUnsafe")
            .method( // 4.2
                "close", "(" + PROMISE + THROWABLE + "Ljava/nio/channels/ClosedChannelException;)V")
            .orMethod( // 4.1
                "close",
                "(" + PROMISE + THROWABLE + "Ljava/nio/channels/ClosedChannelException;Z)V")
            .orMethod("close", "(" + PROMISE + THROWABLE + "Z)V") // 4.1.0
            .advice(OURS + "Transport$WriteError"),
        TapPoint.in("io.netty.handler.ssl.SslHandler")
            // What cannot be read later on passes the shorter ones by.
            .method("setHandshakeFailure", "(" + CTX + THROWABLE + "ZZZ)V")
            .orMethod("setHandshakeFailure", "(" + CTX + THROWABLE + "ZZ)V")
            .orMethod("setHandshakeFailure", "(" + CTX + THROWABLE + "Z)V") // 4.1.0
            .orMethod("setHandshakeFailure", "(" + CTX + THROWABLE + ")V")
            .advice(OURS + "Transport$TlsFailure"));
  }

  private static List<TapPoint> marks() {
    return List.of(
        TapPoint.in("io.netty.handler.timeout.IdleStateHandler")
            .method("channelIdle", "(" + CTX + "Lio/netty/handler/timeout/IdleStateEvent;)V")
            .advice(OURS + "IdleTimers$Idle"),
        TapPoint.in("io.netty.handler.timeout.ReadTimeoutHandler")
            .method("readTimedOut", "(" + CTX + ")V")
            .advice(OURS + "IdleTimers$ReadTimeout"),
        TapPoint.in("io.netty.handler.timeout.WriteTimeoutHandler")
            .method("writeTimedOut", "(" + CTX + ")V")
            .advice(OURS + "IdleTimers$WriteTimeout"),
        TapPoint.in(CHANNEL + "AbstractChannelHandlerContext")
            .method("invokeExceptionCaught", "(" + THROWABLE + ")V")
            .advice(OURS + "HandlerFailure$Caught"),
        TapPoint.in(CHANNEL + "AbstractChannelHandlerContext")
            .method(
                "fireExceptionCaught",
                "(" + THROWABLE + ")Lio/netty/channel/ChannelHandlerContext;")
            .advice(OURS + "HandlerFailure$Fired"),
        TapPoint.in(CHANNEL + "DefaultChannelPipeline")
            .method("fireChannelWritabilityChanged", "()Lio/netty/channel/ChannelPipeline;")
            .advice(OURS + "Stalls$Writability"));
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
          TapPoint.in(REACTOR + "http." + operations)
              .method("onInboundCancel", "()V")
              .advice(OURS + "ReactorHandler$Cancelled"));
    }
    points.add(
        TapPoint.in(REACTOR + "channel.ChannelOperations")
            .method("onError", "(" + THROWABLE + ")V")
            .advice(OURS + "ReactorHandler$Failed"));
    points.add(
        TapPoint.in(REACTOR + "channel.MonoSendMany$SendManyInner")
            .method("onError", "(" + THROWABLE + ")V")
            .advice(OURS + "ReactorHandler$SendFailed"));
    points.add(
        TapPoint.in("reactor.core.publisher.FluxDoFinally$DoFinallySubscriber")
            .method("onError", "(" + THROWABLE + ")V")
            .advice(OURS + "ReactorHandler$CleaningUp"));
    points.add(
        TapPoint.in(REACTOR + "http.client.HttpClientFinalizer")
            .method("discard", "(L" + slashed(REACTOR) + "http/client/HttpClientOperations;)V")
            .advice(OURS + "ReactorHandler$CleanedUp"));
    points.add(
        TapPoint.in(REACTOR + "http.client.HttpClientConnect$HttpClientHandler")
            .method("test", "(" + THROWABLE + ")Z")
            .advice(OURS + "ReactorConnect$Retry"));
    points.add(
        TapPoint.in(REACTOR + "http.client.HttpClientConnect$HttpObserver")
            .method(
                "onUncaughtException", "(L" + slashed(REACTOR) + "Connection;" + THROWABLE + ")V")
            .advice(OURS + "ReactorConnect$Failing"));
    String inAndOut =
        "(L"
            + slashed(REACTOR)
            + "http/websocket/WebsocketInbound;"
            + ("L" + slashed(REACTOR) + "http/websocket/WebsocketOutbound;")
            + "Lorg/springframework/web/reactive/socket/HandshakeInfo;"
            + "Lorg/springframework/core/io/buffer/NettyDataBufferFactory;";
    points.add(
        TapPoint.in(SPRING + "web.reactive.socket.adapter.ReactorNettyWebSocketSession")
            .constructor(inAndOut + "I)V")
            .orConstructor(inAndOut + ")V") // before 5.1
            .advice(OURS + "SpringSessions$Made"));
    for (String leg : List.of("ProxyWebSocketHandler", "ProxyWebSocketHandler$1")) {
      points.add(
          TapPoint.in(SPRING + "cloud.gateway.filter.WebsocketRoutingFilter$" + leg)
              .method(
                  "handle",
                  "(Lorg/springframework/web/reactive/socket/WebSocketSession;)"
                      + "Lreactor/core/publisher/Mono;")
              .advice(OURS + "SpringSessions$Proxied"));
    }
    return points.stream().map(TapPoint::optional).toList();
  }

  private static String slashed(String prefix) {
    return prefix.replace('.', '/');
  }
}
