// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.News;
import dev.hangup.instrumentation.api.Signatures;
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

  /** From 10 on. */
  private static final Signatures TOMCAT = signatures("jakarta.");

  /** Up to 9. */
  private static final Signatures OLD = signatures("javax.");

  private static Signatures signatures(String namespace) {
    return Signatures.of(WEBSOCKET, "AsyncChannelWrapper", "ClientEndpointHolder", "MessagePart")
        .and(WEBSOCKET, "Transformation", "WsSession")
        .and(SERVER, "WsServerContainer")
        .and("org.apache.tomcat.util.net.", "SocketEvent", "SocketWrapperBase")
        .and("org.apache.tomcat.util.net.", "AbstractEndpoint$Handler$SocketState")
        .and("org.apache.coyote.", "Request", "Response")
        .and("org.apache.coyote.http11.upgrade.", "UpgradeInfo")
        .and(namespace + "servlet.http.", "HttpServletRequest", "HttpServletResponse")
        .and(namespace + "servlet.http.", "WebConnection")
        .and(namespace + "websocket.server.", "ServerEndpointConfig")
        .and(namespace + "websocket.", "ClientEndpointConfig", "CloseReason", "Endpoint")
        .and(namespace + "websocket.", "SendHandler", "SendResult", "Session")
        .and(SPRING, "WebSocketSession")
        .and("org.springframework.messaging.", "Message")
        .and("org.apache.commons.logging.", "Log")
        .and("java.lang.reflect.", "InvocationTargetException");
  }

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
  public List<String> startsTelemetry() {
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

  /** A method that speaks of the standard's types, of either namespace. */
  private static TapPoint.Tapped either(String className, String declaration) {
    return TOMCAT.in(className).method(declaration).orMethod(OLD.method(declaration));
  }

  private static List<TapPoint> frames() {
    return List.of(
        TOMCAT
            .in(WEBSOCKET + "WsFrameBase")
            .method("void processInputBuffer()")
            .advice(OURS + "Frames::read"),
        TOMCAT
            .in(WEBSOCKET + "WsRemoteEndpointImplBase")
            .method("void writeMessagePart(MessagePart)")
            .advice(OURS + "Frames::write"));
  }

  private static List<TapPoint> serverHandshake() {
    return List.of(
        either(
                SERVER + "UpgradeUtil",
                "void doUpgrade(WsServerContainer, HttpServletRequest, HttpServletResponse,"
                    + " ServerEndpointConfig, Map)")
            .advice(OURS + "ServerHandshake::upgrade"),
        TOMCAT
            .in(SERVER + "WsHttpUpgradeHandler")
            .method("()")
            .advice(OURS + "ServerHandshake::granted"),
        either(SERVER + "WsHttpUpgradeHandler", "void init(WebConnection)")
            .advice(OURS + "ServerHandshake::start"),
        TOMCAT
            .in(SERVER + "WsFrameServer")
            .method("(SocketWrapperBase, UpgradeInfo, WsSession, Transformation, ClassLoader)")
            .orMethod("(SocketWrapperBase, WsSession, Transformation, ClassLoader)")
            .advice(OURS + "ServerHandshake::parser"),
        TOMCAT
            .in(COYOTE_ADAPTER)
            .method("void service(Request, Response)")
            .advice(OURS + "RefusedRequest::served"),
        TOMCAT
            .in(COYOTE_ADAPTER)
            .method("boolean asyncDispatch(Request, Response, SocketEvent)")
            .advice(OURS + "RefusedRequest::served"));
  }

  private static List<TapPoint> clientHandshake() {
    String container = WEBSOCKET + "WsWebSocketContainer";
    String held =
        "Session connectToServerRecursive(ClientEndpointHolder, ClientEndpointConfig, URI, Set)";
    return List.of(
        either(container, held)
            .orMethod( // before endpoints could be made late
                OLD.method(
                    "Session connectToServerRecursive(Endpoint, ClientEndpointConfig, URI, Set)"))
            .orMethod( // before redirects were followed
                OLD.method("Session connectToServer(Endpoint, ClientEndpointConfig, URI)"))
            .advice(OURS + "ClientHandshake::connect"),
        TOMCAT
            .in(container)
            .method("ByteBuffer createRequest(URI, Map)")
            .advice(OURS + "ClientHandshake::request"),
        TOMCAT
            .in(container)
            .method("int parseStatus(String)")
            .advice(OURS + "ClientHandshake::response"),
        TOMCAT
            .in(WEBSOCKET + "AsyncChannelWrapperNonSecure")
            .method("(AsynchronousSocketChannel)")
            .advice(OURS + "ClientHandshake::channel"),
        TOMCAT
            .in(WEBSOCKET + "AsyncChannelWrapperSecure")
            .method("(AsynchronousSocketChannel, SSLEngine)")
            .advice(OURS + "ClientHandshake::channel"),
        TOMCAT
            .in(WEBSOCKET + "WsFrameClient")
            .method("(ByteBuffer, AsyncChannelWrapper, WsSession, Transformation)")
            .advice(OURS + "ClientHandshake::parser"));
  }

  private static List<TapPoint> transport() {
    String handler = SERVER + "WsHttpUpgradeHandler";
    String endpoint = SERVER + "WsRemoteEndpointImplServer";
    return List.of(
        TOMCAT.in(handler).method("void onError(Throwable)").advice(OURS + "Transport::readError"),
        TOMCAT
            .in(handler)
            .method("SocketState upgradeDispatch(SocketEvent)")
            .advice(OURS + "Transport::event"),
        TOMCAT.in(handler).method("void destroy()").advice(OURS + "Transport::closed"),
        TOMCAT
            .in(WEBSOCKET + "WsRemoteEndpointImplBase")
            .method("void close()")
            .advice(OURS + "Transport::closed"),
        TOMCAT
            .in(endpoint)
            .method("void clearHandler(Throwable, boolean)")
            .advice(OURS + "Transport::writeError"),
        TOMCAT
            .in(endpoint)
            .method("void clearHandlerInternal(Throwable, boolean)") // newest: a write timed out
            .advice(OURS + "Transport::writeError")
            .optional(),
        TOMCAT
            .in(endpoint)
            .method("void onTimeout(boolean, long)") // newest, where it may still find it done
            .orMethod("void onTimeout(boolean)")
            .advice(OURS + "Transport::givenUp"),
        either(WEBSOCKET + "WsRemoteEndpointImplBase", "void endMessage(SendHandler, SendResult)")
            .advice(OURS + "Transport::clientSend"),
        TOMCAT
            .in(WEBSOCKET + "WsFrameClient")
            .method("void close(Throwable)")
            .advice(OURS + "Transport::clientReadEnd"));
  }

  private static List<TapPoint> marks() {
    return List.of(
        either(WEBSOCKET + "WsSession", "void doClose(CloseReason, CloseReason, boolean)")
            .orMethod(OLD.method("void doClose(CloseReason, CloseReason)")) // before 8.5.40
            .advice(OURS + "Sessions::close"),
        TOMCAT
            .in(WEBSOCKET + "WsSession")
            .method("void checkExpiration()")
            .advice(OURS + "Sessions::expire"),
        // The application's message handler threw.
        TOMCAT
            .in(WEBSOCKET + "WsFrameBase")
            .method("void handleThrowableOnSend(Throwable)")
            .tells(News.HANDLER_FAILED, "this.wsSession", "0"),
        // A method annotated with OnOpen or OnClose threw.
        either(
                WEBSOCKET + "pojo.PojoEndpointBase",
                "void handleOnOpenOrCloseError(Session, Throwable)")
            .tells(News.HANDLER_FAILED, "0", "1"),
        // A method annotated with OnMessage threw, and OnError is about to hear of it: from 11.0
        // on;
        // before, the exception goes on to WsFrameBase.
        TOMCAT
            .in(WEBSOCKET + "pojo.PojoMessageHandlerBase")
            .method("void handlePojoMethodInvocationTargetException(InvocationTargetException)")
            .tells(News.HANDLER_FAILED, "this.session", "0.getCause()")
            .optional(),
        TOMCAT
            .in(SPRING + "handler.ExceptionWebSocketHandlerDecorator")
            .method("void tryCloseWithError(WebSocketSession, Throwable, Log)")
            .advice(OURS + "SpringSession::handlerFailed")
            .optional(),
        TOMCAT
            .in(SPRING + "messaging.StompSubProtocolHandler")
            .method("void handleError(WebSocketSession, Throwable, Message)")
            .advice(OURS + "SpringSession::stompFailed")
            .optional());
  }
}
