// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

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
  static final String HTTP2 = "org.eclipse.jetty.http2.";

  private static final String OURS = "dev.hangup.jetty.";

  private static final String BUFFER = "Ljava/nio/ByteBuffer;";
  private static final String THROWABLE = "Ljava/lang/Throwable;";
  private static final String CALLBACK = "Lorg/eclipse/jetty/util/Callback;";
  private static final String ENDPOINT = "Lorg/eclipse/jetty/io/EndPoint;";
  private static final String NEGOTIATOR = "L" + slashed(CORE) + "server/WebSocketNegotiator;";
  private static final String COMPONENTS = "L" + slashed(CORE) + "WebSocketComponents;";
  private static final String CUSTOMIZER = "L" + slashed(CORE) + "Configuration$Customizer;";

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

  /** Endpoints also carry plain HTTP. */
  @Override
  public List<String> heralds() {
    return tapPoints().stream()
        .map(TapPoint::className)
        .filter(name -> name.startsWith(CORE))
        .distinct()
        .toList();
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
    for (String home : List.of(CORE, INTERNAL)) {
      points.addAll(session(home + "WebSocketCoreSession", home));
      points.addAll(connection(home + "WebSocketConnection"));
    }
    points.addAll(serverHandshake());
    points.addAll(completion());
    points.addAll(clientHandshake());
    points.addAll(transport());
    return List.copyOf(points);
  }

  private static List<TapPoint> frames() {
    return List.of(
        TapPoint.in(INTERNAL + "Parser")
            .method("parse", "(" + BUFFER + ")L" + slashed(CORE) + "Frame$Parsed;")
            .orMethod( // 10 and 11
                "parse", "(" + BUFFER + ")L" + slashed(INTERNAL) + "Parser$ParsedFrame;")
            .advice(OURS + "Inbound"),
        TapPoint.in(INTERNAL + "Generator")
            .method("generateHeader", "(L" + slashed(CORE) + "Frame;" + BUFFER + ")V")
            .advice(OURS + "Outbound"));
  }

  private static List<TapPoint> session(String session, String home) {
    return List.of(
        TapPoint.in(session)
            .method("setWebSocketConnection", "(L" + slashed(home) + "WebSocketConnection;)V")
            .advice(OURS + "Agreed"),
        TapPoint.in(session)
            .method("processConnectionError", "(" + THROWABLE + CALLBACK + ")V")
            .advice(OURS + "ConnectionError"),
        TapPoint.in(session)
            .method("processHandlerError", "(" + THROWABLE + CALLBACK + ")V")
            .advice(OURS + "HandlerError"),
        TapPoint.in(session).method("abort", "()V").advice(OURS + "Abort"),
        TapPoint.in(session).method("onEof", "()V").advice(OURS + "Eof"));
  }

  private static List<TapPoint> connection(String connection) {
    return List.of(
        TapPoint.in(connection).method("onOpen", "()V").advice(OURS + "Opened"),
        TapPoint.in(connection).method("fillAndParse", "()V").advice(OURS + "Filling"),
        TapPoint.in(connection)
            .method("onIdleExpired", "(Ljava/util/concurrent/TimeoutException;)Z")
            .orMethod("onIdleExpired", "()Z") // 10 and 11
            .advice(OURS + "Idle"),
        TapPoint.in(connection).method("onClose", "(" + THROWABLE + ")V").advice(OURS + "Gone"),
        TapPoint.in(connection + "$Flusher")
            .method("onFailure", "(" + THROWABLE + ")V")
            .orMethod("onCompleteFailure", "(" + THROWABLE + ")V") // before 12.1
            .advice(OURS + "FlushFailure"));
  }

  private static List<TapPoint> serverHandshake() {
    return List.of(
        TapPoint.in(CORE + "server.internal.AbstractHandshaker")
            .method(
                "upgradeRequest",
                "("
                    + NEGOTIATOR
                    + "Lorg/eclipse/jetty/server/Request;Lorg/eclipse/jetty/server/Response;"
                    + (CALLBACK + COMPONENTS + CUSTOMIZER + ")Z"))
            .orMethod("upgradeRequest", servletUpgrade("jakarta")) // 11
            .orMethod("upgradeRequest", servletUpgrade("javax")) // 10
            .advice(OURS + "ServerUpgrade"));
  }

  private static String servletUpgrade(String namespace) {
    String http = "L" + namespace + "/servlet/http/HttpServlet";
    return "("
        + NEGOTIATOR
        + (http + "Request;" + http + "Response;")
        + (COMPONENTS + CUSTOMIZER + ")Z");
  }

  /** Where an exchange of HTTP ends, whoever answered: in one of three methods. */
  private static List<TapPoint> completion() {
    String channel = SERVER + "internal.HttpChannelState";
    String complete = "(L" + slashed(SERVER) + "HttpStream;" + THROWABLE + ")V";
    return List.of(
        TapPoint.in(channel)
            .method("completeStream", complete)
            .advice(OURS + "CompletedStream")
            .optional(),
        TapPoint.in(channel + "$HandlerInvoker") // in the first versions of 12
            .method("completeStream", complete)
            .advice(OURS + "CompletedByInvoker")
            .optional(),
        TapPoint.in(SERVER + "HttpChannel") // 10 and 11
            .method("onCompleted", "()V")
            .advice(OURS + "CompletedChannel")
            .optional());
  }

  private static List<TapPoint> clientHandshake() {
    return List.of(
        TapPoint.in(CLIENT_REQUEST)
            .method("send", "(Lorg/eclipse/jetty/client/Response$CompleteListener;)V")
            .orMethod( // 10 and 11
                "send", "(Lorg/eclipse/jetty/client/api/Response$CompleteListener;)V")
            .advice(OURS + "ClientRequest"),
        TapPoint.in(CLIENT_REQUEST)
            .method("upgrade", "(Lorg/eclipse/jetty/client/Response;" + ENDPOINT + ")V")
            .orMethod( // 10 and 11
                "upgrade", "(Lorg/eclipse/jetty/client/HttpResponse;" + ENDPOINT + ")V")
            .advice(OURS + "ClientUpgrade"),
        TapPoint.in(CLIENT_REQUEST)
            .method("onComplete", "(Lorg/eclipse/jetty/client/Result;)V")
            .orMethod("onComplete", "(Lorg/eclipse/jetty/client/api/Result;)V") // 10 and 11
            .advice(OURS + "ClientResult"),
        TapPoint.in(CLIENT_REQUEST)
            .method("handleException", "(" + THROWABLE + ")V")
            .advice(OURS + "ClientFailure"));
  }

  private static List<TapPoint> transport() {
    return List.of(
        TapPoint.in(IO + "SocketChannelEndPoint")
            .method("fill", "(" + BUFFER + ")I")
            .call("java.nio.channels.SocketChannel", "read", "(" + BUFFER + ")I")
            .replacedBy(OURS + "SocketRead")
            .optional(), // Jetty 9.4 has a class of this name and reads elsewhere
        TapPoint.in(IO + "AbstractEndPoint")
            .method("close", "(" + THROWABLE + ")V")
            .advice(OURS + "EndPointClose")
            .optional(),
        TapPoint.in(HTTP2 + "HTTP2StreamEndPoint")
            .method("close", "(" + THROWABLE + ")V")
            .advice(OURS + "StreamClose")
            .optional()); // Jetty 9.4 has none
  }

  private static String slashed(String prefix) {
    return prefix.replace('.', '/');
  }
}
