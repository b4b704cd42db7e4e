// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Jetty's WebSocket core, which its own API, the Javax and Jakarta layers of every EE level and
 * both HTTP versions stand on, on either side. Two of its classes moved out of {@code internal} in
 * Jetty 12; whichever is there is tapped, the other is never loaded.
 */
public final class JettyModule implements StackModule {

  static final String CORE = "org.eclipse.jetty.websocket.core.";
  static final String INTERNAL = CORE + "internal.";

  private static final String CLIENT_REQUEST = CORE + "client.CoreClientUpgradeRequest";
  private static final String IO = "org.eclipse.jetty.io.";
  private static final String SERVER = "org.eclipse.jetty.server.";
  private static final String CLIENT = "org.eclipse.jetty.client.";
  static final String HTTP2 = "org.eclipse.jetty.http2.";

  private static final String OURS = "dev.hangup.jetty.";

  /** Of Jetty 12. */
  private static final Signatures JETTY =
      common()
          .and(CORE, "Frame$Parsed", "WebSocketConnection")
          .and(CLIENT, "Response", "Response$CompleteListener", "Result")
          .and(SERVER, "Request");

  /** Of Jetty 10 and 11. */
  private static final Signatures OLD =
      common()
          .and(INTERNAL, "Parser$ParsedFrame", "WebSocketConnection")
          .and(CLIENT, "HttpResponse")
          .and(CLIENT + "api.", "Response$CompleteListener", "Result");

  private static Signatures common() {
    return Signatures.of("org.eclipse.jetty.util.", "Callback")
        .and(IO, "EndPoint")
        .and(CORE, "Configuration$Customizer", "Frame", "WebSocketComponents")
        .and(CORE + "server.", "WebSocketNegotiator")
        .and(SERVER, "HttpStream");
  }

  @Override
  public String name() {
    return "jetty";
  }

  @Override
  public List<String> stateOwners() {
    List<String> owners = new ArrayList<>();
    for (String home : List.of(CORE, INTERNAL)) {
      owners.add(home + "WebSocketCoreSession");
      owners.add(home + "WebSocketConnection");
    }
    owners.add(INTERNAL + "Generator");
    owners.add(CLIENT_REQUEST);
    return owners;
  }

  @Override
  public List<String> tappedLate() {
    return tapPoints().stream()
        .map(TapPoint::className)
        .filter(name -> !name.startsWith(CORE))
        .distinct()
        .toList();
  }

  @Override
  public List<TapPoint> tapPoints() {
    List<TapPoint> points = new ArrayList<>();
    points.addAll(frames());
    points.addAll(session(CORE + "WebSocketCoreSession", JETTY));
    points.addAll(session(INTERNAL + "WebSocketCoreSession", OLD));
    points.addAll(connection(CORE + "WebSocketConnection"));
    points.addAll(connection(INTERNAL + "WebSocketConnection"));
    points.addAll(serverHandshake());
    points.addAll(completion());
    points.addAll(clientHandshake());
    points.addAll(transport());
    return List.copyOf(points);
  }

  private static List<TapPoint> frames() {
    return List.of(
        JETTY
            .in(INTERNAL + "Parser")
            .method("Parsed parse(ByteBuffer)")
            .orMethod(OLD.method("ParsedFrame parse(ByteBuffer)"))
            .advice(OURS + "Frames::read"),
        JETTY
            .in(INTERNAL + "Generator")
            .method("void generateHeader(Frame, ByteBuffer)")
            .advice(OURS + "Frames::write"));
  }

  private static List<TapPoint> session(String className, Signatures signatures) {
    TapPoint.In session = signatures.in(className);
    return List.of(
        session
            .method("void setWebSocketConnection(WebSocketConnection)")
            .advice(OURS + "SessionTaps::agreed"),
        session
            .method("void processConnectionError(Throwable, Callback)")
            .advice(OURS + "SessionTaps::connectionError"),
        session
            .method("void processHandlerError(Throwable, Callback)")
            .advice(OURS + "SessionTaps::handlerError"),
        session.method("void abort()").advice(OURS + "SessionTaps::abort"),
        session.method("void onEof()").advice(OURS + "SessionTaps::eof"));
  }

  private static List<TapPoint> connection(String className) {
    TapPoint.In connection = JETTY.in(className);
    return List.of(
        connection.method("void onOpen()").advice(OURS + "ConnectionTaps::opened"),
        connection.method("void fillAndParse()").advice(OURS + "ConnectionTaps::fill"),
        connection
            .method("boolean onIdleExpired(TimeoutException)")
            .orMethod("boolean onIdleExpired()") // 10 and 11
            .advice(OURS + "ConnectionTaps::idle"),
        connection.method("void onClose(Throwable)").advice(OURS + "ConnectionTaps::gone"),
        JETTY
            .in(className + "$Flusher")
            .method("void onFailure(Throwable)")
            .orMethod("void onCompleteFailure(Throwable)") // before 12.1
            .advice(OURS + "ConnectionTaps::flushFailed"));
  }

  private static List<TapPoint> serverHandshake() {
    return List.of(
        JETTY
            .in(CORE + "server.internal.AbstractHandshaker")
            .method(
                "boolean upgradeRequest(WebSocketNegotiator, Request, "
                    + SERVER
                    + "Response, Callback, WebSocketComponents, Customizer)")
            .orMethod(servletUpgrade("jakarta.")) // 11
            .orMethod(servletUpgrade("javax.")) // 10
            .advice(OURS + "ServerHandshake::upgrade"));
  }

  private static TapPoint.Method servletUpgrade(String namespace) {
    return common()
        .and(namespace + "servlet.http.", "HttpServletRequest", "HttpServletResponse")
        .method(
            "boolean upgradeRequest(WebSocketNegotiator, HttpServletRequest, HttpServletResponse,"
                + " WebSocketComponents, Customizer)");
  }

  /** Where every exchange of HTTP ends: in one of three methods. */
  private static List<TapPoint> completion() {
    String channel = SERVER + "internal.HttpChannelState";
    String complete = "void completeStream(HttpStream, Throwable)";
    return List.of(
        JETTY.in(channel).method(complete).advice(OURS + "CompletedStream::completed").optional(),
        JETTY
            .in(channel + "$HandlerInvoker") // in the first versions of 12
            .method(complete)
            .advice(OURS + "CompletedByInvoker::completed")
            .optional(),
        JETTY
            .in(SERVER + "HttpChannel") // 10 and 11
            .method("void onCompleted()")
            .advice(OURS + "CompletedChannel::completed")
            .optional());
  }

  private static List<TapPoint> clientHandshake() {
    TapPoint.In request = JETTY.in(CLIENT_REQUEST);
    return List.of(
        request
            .method("void send(CompleteListener)")
            .orMethod(OLD.method("void send(CompleteListener)"))
            .advice(OURS + "ClientHandshake::send"),
        request
            .method("void upgrade(Response, EndPoint)")
            .orMethod(OLD.method("void upgrade(HttpResponse, EndPoint)"))
            .advice(OURS + "ClientHandshake::upgrade"),
        request
            .method("void onComplete(Result)")
            .orMethod(OLD.method("void onComplete(Result)"))
            .advice(OURS + "ClientHandshake::result"),
        request.method("void handleException(Throwable)").advice(OURS + "ClientHandshake::failed"));
  }

  private static List<TapPoint> transport() {
    return List.of(
        JETTY
            .in(IO + "SocketChannelEndPoint")
            .method("int fill(ByteBuffer)")
            .call("java.nio.channels.SocketChannel", "int read(ByteBuffer)")
            .replacedBy(OURS + "SocketRead")
            .optional(), // Jetty 9.4 has a class of this name and reads elsewhere
        JETTY
            .in(IO + "AbstractEndPoint")
            .method("void close(Throwable)")
            .advice(OURS + "EndPointClose::close")
            .optional(),
        JETTY
            .in(HTTP2 + "HTTP2StreamEndPoint")
            .method("void close(Throwable)")
            .advice(OURS + "StreamClose::close")
            .optional()); // Jetty 9.4 has none
  }
}
