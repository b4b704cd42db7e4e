// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Jetty 9.4 has one connection class for both sides; it reads, parses and writes, and below it the
 * endpoint is the transport. Jetty's own API and the Javax layer stand on it. Nothing of this is
 * left in Jetty 10, which is a module of its own under the same name.
 */
public final class Jetty9Module implements StackModule {

  private static final String WEBSOCKET = "org.eclipse.jetty.websocket.";
  private static final String COMMON = WEBSOCKET + "common.";
  private static final String SESSION = COMMON + "WebSocketSession";
  private static final String CONNECTION = COMMON + "io.AbstractWebSocketConnection";
  private static final String CLIENT_REQUEST = WEBSOCKET + "client.WebSocketUpgradeRequest";
  private static final String IO = "org.eclipse.jetty.io.";
  private static final String OURS = "dev.hangup.jetty9.";

  private static final String BUFFER = "Ljava/nio/ByteBuffer;";
  private static final String THROWABLE = "Ljava/lang/Throwable;";
  private static final String SERVLET = "Ljavax/servlet/http/HttpServlet";

  @Override
  public String name() {
    return "jetty";
  }

  @Override
  public List<String> stateOwners() {
    return List.of(CONNECTION, COMMON + "Parser", COMMON + "Generator", CLIENT_REQUEST);
  }

  /** Endpoints also carry plain HTTP. */
  @Override
  public List<String> heralds() {
    return tapPoints().stream()
        .map(TapPoint::className)
        .filter(name -> name.startsWith(WEBSOCKET))
        .distinct()
        .toList();
  }

  /** Endpoints, and the class that later generations have by the same name. */
  @Override
  public List<String> tappedLate() {
    return tapPoints().stream()
        .map(TapPoint::className)
        .filter(name -> !name.startsWith(WEBSOCKET) || name.equals(SESSION))
        .distinct()
        .toList();
  }

  @Override
  public List<TapPoint> tapPoints() {
    List<TapPoint> points = new ArrayList<>();
    points.addAll(frames());
    points.addAll(session());
    points.addAll(connection());
    points.addAll(reads());
    points.addAll(serverHandshake());
    points.addAll(clientHandshake());
    points.addAll(transport());
    return List.copyOf(points);
  }

  private static List<TapPoint> frames() {
    return List.of(
        TapPoint.in(COMMON + "Parser")
            .method("parseFrame", "(" + BUFFER + ")Z")
            .advice(OURS + "Inbound"),
        TapPoint.in(COMMON + "Generator")
            .method(
                "generateHeaderBytes",
                "(Lorg/eclipse/jetty/websocket/api/extensions/Frame;" + BUFFER + ")V")
            .advice(OURS + "Outbound"));
  }

  /** Optional, all of them: the class of this name in later generations has none. */
  private static List<TapPoint> session() {
    return List.of(
        TapPoint.in(SESSION)
            .method("setUpgradeRequest", "(Lorg/eclipse/jetty/websocket/api/UpgradeRequest;)V")
            .advice(OURS + "Agreed")
            .optional(),
        TapPoint.in(SESSION).method("open", "()V").advice(OURS + "Opened").optional(),
        TapPoint.in(SESSION)
            .method("onClosed", "(Lorg/eclipse/jetty/io/Connection;)V")
            .advice(OURS + "Gone")
            .optional(),
        TapPoint.in(SESSION)
            .method("notifyError", "(" + THROWABLE + ")V")
            .advice(OURS + "SessionError")
            .optional(), // before 9.4.20
        TapPoint.in(COMMON + "events.AbstractEventDriver")
            .method("unhandled", "(" + THROWABLE + ")V")
            .advice(OURS + "Unhandled")
            .optional()); // likewise
  }

  private static List<TapPoint> connection() {
    return List.of(
        TapPoint.in(CONNECTION)
            .method("onFillable", "(" + BUFFER + ")V")
            .orMethod("onFillable", "()V") // before 9.4.20
            .advice(OURS + "Filling"),
        TapPoint.in(CONNECTION)
            .method("close", "(" + THROWABLE + ")V")
            .advice(OURS + "ConnectionError")
            .optional(), // from 9.4.20 on
        TapPoint.in(CONNECTION)
            .method("disconnect", "(Z)V") // before 9.4.12
            .orMethod("disconnect", "()V")
            .advice(OURS + "Disconnect"),
        TapPoint.in(CONNECTION)
            .method("onReadTimeout", "(" + THROWABLE + ")Z")
            .orMethod("onReadTimeout", "()Z") // before 9.4.12
            .advice(OURS + "Idle"),
        TapPoint.in(CONNECTION + "$Flusher")
            .method("onCompleteFailure", "(" + THROWABLE + ")V")
            .orMethod("onFailure", "(" + THROWABLE + ")V") // before 9.4.12
            .advice(OURS + "FlushFailure"));
  }

  /** Where a connection reads, in one of three methods or two of them. */
  private static List<TapPoint> reads() {
    return List.of(
        read("onFillable", "(" + BUFFER + ")V"),
        read("readParse", "(" + BUFFER + ")L" + slashed(CONNECTION) + "$ReadMode;"),
        read("readDiscard", "(" + BUFFER + ")L" + slashed(CONNECTION) + "$ReadMode;"));
  }

  private static TapPoint read(String method, String descriptor) {
    return TapPoint.in(CONNECTION)
        .method(method, descriptor)
        .call(IO + "EndPoint", "fill", "(" + BUFFER + ")I")
        .replacedBy(OURS + "EndPointFill")
        .optional();
  }

  private static List<TapPoint> serverHandshake() {
    return List.of(
        TapPoint.in(WEBSOCKET + "server.WebSocketServerFactory")
            .method(
                "acceptWebSocket",
                "(Lorg/eclipse/jetty/websocket/servlet/WebSocketCreator;"
                    + (SERVLET + "Request;" + SERVLET + "Response;)Z"))
            .advice(OURS + "ServerUpgrade"),
        TapPoint.in("org.eclipse.jetty.server.HttpChannel")
            .method("onCompleted", "()V")
            .advice(OURS + "CompletedChannel")
            .optional()); // from Jetty 12 on this is an interface
  }

  private static List<TapPoint> clientHandshake() {
    return List.of(
        TapPoint.in(CLIENT_REQUEST)
            .method("send", "(Lorg/eclipse/jetty/client/api/Response$CompleteListener;)V")
            .advice(OURS + "ClientRequest"),
        TapPoint.in(CLIENT_REQUEST)
            .method(
                "upgrade",
                "(Lorg/eclipse/jetty/client/HttpResponse;"
                    + "Lorg/eclipse/jetty/client/http/HttpConnectionOverHTTP;)V")
            .advice(OURS + "ClientUpgrade"),
        TapPoint.in(CLIENT_REQUEST)
            .method("onComplete", "(Lorg/eclipse/jetty/client/api/Result;)V")
            .advice(OURS + "ClientResult"),
        TapPoint.in(CLIENT_REQUEST)
            .method("handleException", "(" + THROWABLE + ")V")
            .advice(OURS + "ClientFailure"));
  }

  private static List<TapPoint> transport() {
    return List.of(
        socketRead("java.nio.channels.SocketChannel"),
        socketRead("java.nio.channels.ByteChannel"), // in older versions
        TapPoint.in(IO + "AbstractEndPoint")
            .method("close", "(" + THROWABLE + ")V")
            .advice(OURS + "EndPointClose")
            .optional());
  }

  private static TapPoint socketRead(String channel) {
    return TapPoint.in(IO + "ChannelEndPoint")
        .method("fill", "(" + BUFFER + ")I")
        .call(channel, "read", "(" + BUFFER + ")I")
        .replacedBy(OURS + "SocketRead")
        .optional();
  }

  private static String slashed(String name) {
    return name.replace('.', '/');
  }
}
