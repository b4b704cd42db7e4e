// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Tomcat has one parser and one remote endpoint per connection, on the server and on the client;
 * both know the session, which carries the state. What the two sides do not have in common is how a
 * connection begins and how reading ends.
 */
public final class TomcatModule implements StackModule {

  private static final String WEBSOCKET = "org.apache.tomcat.websocket.";
  private static final String SERVER = WEBSOCKET + "server.";
  private static final String COYOTE_ADAPTER = "org.apache.catalina.connector.CoyoteAdapter";
  private static final String SPRING = "org.springframework.web.socket.";
  private static final String OURS = "dev.hangup.tomcat.";

  private static final String SESSION = "L" + slashed(WEBSOCKET) + "WsSession;";
  private static final String TRANSFORMATION = "L" + slashed(WEBSOCKET) + "Transformation;";
  private static final String CHANNEL = "L" + slashed(WEBSOCKET) + "AsyncChannelWrapper;";
  private static final String SOCKET = "Lorg/apache/tomcat/util/net/SocketWrapperBase;";
  private static final String BUFFER = "Ljava/nio/ByteBuffer;";
  private static final String ASYNC = "Ljava/nio/channels/AsynchronousSocketChannel;";
  private static final String THROWABLE = "Ljava/lang/Throwable;";

  /** From 10 on. */
  private static final String JAKARTA = "Ljakarta/";

  /** Up to 9. */
  private static final String JAVAX = "Ljavax/";

  @Override
  public String name() {
    return "tomcat";
  }

  @Override
  public List<String> stateOwners() {
    return List.of(WEBSOCKET + "WsSession", SERVER + "WsHttpUpgradeHandler");
  }

  /**
   * The first that is loaded comes before anything is needed: an endpoint is added, Spring maps one
   * or somebody asks for an upgrade; a client's configuration is made, or its container asked for.
   */
  @Override
  public List<String> heralds() {
    return List.of(
        SERVER + "UriTemplate",
        SERVER + "UpgradeUtil",
        "org.springframework.web.socket.server.support.WebSocketHttpRequestHandler",
        "org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler",
        "jakarta.websocket.ContainerProvider",
        "jakarta.websocket.DefaultClientEndpointConfig",
        "javax.websocket.ContainerProvider",
        "javax.websocket.DefaultClientEndpointConfig",
        WEBSOCKET + "WsFrameBase",
        WEBSOCKET + "AsyncChannelWrapperNonSecure",
        WEBSOCKET + "AsyncChannelWrapperSecure");
  }

  /** What one version or another loads when it starts, whether anybody uses WebSocket or not. */
  @Override
  public List<String> tappedLate() {
    return List.of(
        COYOTE_ADAPTER,
        WEBSOCKET + "WsWebSocketContainer",
        WEBSOCKET + "WsRemoteEndpointImplBase",
        SERVER + "WsRemoteEndpointImplServer",
        WEBSOCKET + "pojo.PojoEndpointBase");
  }

  @Override
  public List<TapPoint> tapPoints() {
    List<TapPoint> points = new ArrayList<>();
    points.addAll(frames());
    points.addAll(serverHandshake());
    points.addAll(clientHandshake());
    points.addAll(transport());
    points.addAll(marks());
    return List.copyOf(points);
  }

  private static List<TapPoint> frames() {
    return List.of(
        TapPoint.in(WEBSOCKET + "WsFrameBase")
            .method("processInputBuffer", "()V")
            .advice(OURS + "Inbound"),
        TapPoint.in(WEBSOCKET + "WsRemoteEndpointImplBase")
            .method("writeMessagePart", "(L" + slashed(WEBSOCKET) + "MessagePart;)V")
            .advice(OURS + "Outbound"));
  }

  private static List<TapPoint> serverHandshake() {
    return List.of(
        TapPoint.in(SERVER + "UpgradeUtil")
            .method("doUpgrade", upgrade(JAKARTA))
            .orMethod("doUpgrade", upgrade(JAVAX))
            .advice(OURS + "ServerUpgrade"),
        TapPoint.in(SERVER + "WsHttpUpgradeHandler").constructor("()V").advice(OURS + "NewHandler"),
        TapPoint.in(SERVER + "WsHttpUpgradeHandler")
            .method("init", "(" + JAKARTA + "servlet/http/WebConnection;)V")
            .orMethod("init", "(" + JAVAX + "servlet/http/WebConnection;)V")
            .advice(OURS + "ServerStart"),
        TapPoint.in(SERVER + "WsFrameServer")
            .constructor(
                "("
                    + SOCKET
                    + "Lorg/apache/coyote/http11/upgrade/UpgradeInfo;"
                    + (SESSION + TRANSFORMATION)
                    + "Ljava/lang/ClassLoader;)V")
            .orConstructor("(" + SOCKET + SESSION + TRANSFORMATION + "Ljava/lang/ClassLoader;)V")
            .advice(OURS + "ServerParser"),
        TapPoint.in(COYOTE_ADAPTER)
            .method("service", "(Lorg/apache/coyote/Request;Lorg/apache/coyote/Response;)V")
            .advice(OURS + "RefusedRequest"),
        TapPoint.in(COYOTE_ADAPTER)
            .method(
                "asyncDispatch",
                "(Lorg/apache/coyote/Request;Lorg/apache/coyote/Response;"
                    + "Lorg/apache/tomcat/util/net/SocketEvent;)Z")
            .advice(OURS + "RefusedRequest"));
  }

  private static String upgrade(String namespace) {
    return "(L"
        + slashed(SERVER)
        + "WsServerContainer;"
        + (namespace + "servlet/http/HttpServletRequest;")
        + (namespace + "servlet/http/HttpServletResponse;")
        + (namespace + "websocket/server/ServerEndpointConfig;")
        + "Ljava/util/Map;)V";
  }

  private static List<TapPoint> clientHandshake() {
    String holder = "L" + slashed(WEBSOCKET) + "ClientEndpointHolder;";
    return List.of(
        TapPoint.in(WEBSOCKET + "WsWebSocketContainer")
            .method("connectToServerRecursive", connect(holder, JAKARTA, "Ljava/util/Set;"))
            .orMethod("connectToServerRecursive", connect(holder, JAVAX, "Ljava/util/Set;"))
            .orMethod( // before endpoints could be made late
                "connectToServerRecursive",
                connect(JAVAX + "websocket/Endpoint;", JAVAX, "Ljava/util/Set;"))
            .orMethod( // before redirects were followed
                "connectToServer", connect(JAVAX + "websocket/Endpoint;", JAVAX, ""))
            .advice(OURS + "ClientConnect"),
        TapPoint.in(WEBSOCKET + "WsWebSocketContainer")
            .method("createRequest", "(Ljava/net/URI;Ljava/util/Map;)" + BUFFER)
            .advice(OURS + "ClientRequest"),
        TapPoint.in(WEBSOCKET + "WsWebSocketContainer")
            .method("parseStatus", "(Ljava/lang/String;)I")
            .advice(OURS + "ClientResponse"),
        TapPoint.in(WEBSOCKET + "AsyncChannelWrapperNonSecure")
            .constructor("(" + ASYNC + ")V")
            .advice(OURS + "ClientChannel"),
        TapPoint.in(WEBSOCKET + "AsyncChannelWrapperSecure")
            .constructor("(" + ASYNC + "Ljavax/net/ssl/SSLEngine;)V")
            .advice(OURS + "ClientChannel"),
        TapPoint.in(WEBSOCKET + "WsFrameClient")
            .constructor("(" + BUFFER + CHANNEL + SESSION + TRANSFORMATION + ")V")
            .advice(OURS + "ClientParser"));
  }

  private static String connect(String endpoint, String namespace, String redirects) {
    return "("
        + endpoint
        + namespace
        + "websocket/ClientEndpointConfig;Ljava/net/URI;"
        + redirects
        + ")"
        + namespace
        + "websocket/Session;";
  }

  private static List<TapPoint> transport() {
    return List.of(
        TapPoint.in(SERVER + "WsHttpUpgradeHandler")
            .method("onError", "(" + THROWABLE + ")V")
            .advice(OURS + "ServerReadError"),
        TapPoint.in(SERVER + "WsHttpUpgradeHandler")
            .method(
                "upgradeDispatch",
                "(Lorg/apache/tomcat/util/net/SocketEvent;)"
                    + "Lorg/apache/tomcat/util/net/AbstractEndpoint$Handler$SocketState;")
            .advice(OURS + "SocketEvents"),
        TapPoint.in(SERVER + "WsHttpUpgradeHandler")
            .method("destroy", "()V")
            .advice(OURS + "TransportClosed"),
        TapPoint.in(WEBSOCKET + "WsRemoteEndpointImplBase")
            .method("close", "()V")
            .advice(OURS + "TransportClosed"),
        TapPoint.in(SERVER + "WsRemoteEndpointImplServer")
            .method("clearHandler", "(" + THROWABLE + "Z)V")
            .advice(OURS + "WriteError"),
        TapPoint.in(SERVER + "WsRemoteEndpointImplServer")
            .method(
                "clearHandlerInternal", "(" + THROWABLE + "Z)V") // newest, where a write times out
            .advice(OURS + "WriteError")
            .optional(),
        TapPoint.in(SERVER + "WsRemoteEndpointImplServer")
            .method("onTimeout", "(ZJ)V") // newest, where it may still find the write done
            .orMethod("onTimeout", "(Z)V")
            .advice(OURS + "SendGivenUp"),
        TapPoint.in(WEBSOCKET + "WsRemoteEndpointImplBase")
            .method("endMessage", result(JAKARTA))
            .orMethod("endMessage", result(JAVAX))
            .advice(OURS + "ClientSend"),
        TapPoint.in(WEBSOCKET + "WsFrameClient")
            .method("close", "(" + THROWABLE + ")V")
            .advice(OURS + "ClientReadEnd"));
  }

  private static String result(String namespace) {
    return "(" + namespace + "websocket/SendHandler;" + namespace + "websocket/SendResult;)V";
  }

  private static List<TapPoint> marks() {
    return List.of(
        TapPoint.in(WEBSOCKET + "WsSession")
            .method("doClose", close(JAKARTA, "Z"))
            .orMethod("doClose", close(JAVAX, "Z"))
            .orMethod("doClose", close(JAVAX, "")) // before 8.5.40
            .advice(OURS + "OwnClose"),
        TapPoint.in(WEBSOCKET + "WsSession")
            .method("checkExpiration", "()V")
            .advice(OURS + "Expiration"),
        TapPoint.in(WEBSOCKET + "WsFrameBase")
            .method("handleThrowableOnSend", "(" + THROWABLE + ")V")
            .advice(OURS + "HandlerFailure"),
        TapPoint.in(WEBSOCKET + "pojo.PojoEndpointBase")
            .method("handleOnOpenOrCloseError", pojo(JAKARTA))
            .orMethod("handleOnOpenOrCloseError", pojo(JAVAX))
            .advice(OURS + "PojoFailure"),
        TapPoint.in(WEBSOCKET + "pojo.PojoMessageHandlerBase")
            .method( // from 11.0 on; before, the exception goes on to WsFrameBase
                "handlePojoMethodInvocationTargetException",
                "(Ljava/lang/reflect/InvocationTargetException;)V")
            .advice(OURS + "PojoMessageFailure")
            .optional(),
        TapPoint.in(SPRING + "handler.ExceptionWebSocketHandlerDecorator")
            .method(
                "tryCloseWithError",
                "("
                    + ("L" + slashed(SPRING) + "WebSocketSession;" + THROWABLE)
                    + "Lorg/apache/commons/logging/Log;)V")
            .advice(OURS + "SpringFailure")
            .optional(),
        TapPoint.in(SPRING + "messaging.StompSubProtocolHandler")
            .method(
                "handleError",
                "("
                    + ("L" + slashed(SPRING) + "WebSocketSession;" + THROWABLE)
                    + "Lorg/springframework/messaging/Message;)V")
            .advice(OURS + "StompFailure")
            .optional());
  }

  private static String close(String namespace, String closeSocket) {
    String reason = namespace + "websocket/CloseReason;";
    return "(" + reason + reason + closeSocket + ")V";
  }

  private static String pojo(String namespace) {
    return "(" + namespace + "websocket/Session;" + THROWABLE + ")V";
  }

  private static String slashed(String prefix) {
    return prefix.replace('.', '/');
  }
}
