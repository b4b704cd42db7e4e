// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.News;
import dev.hangup.instrumentation.api.Signatures;
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
  private static final String CLIENT = "org.eclipse.jetty.client.";
  private static final String OURS = "dev.hangup.jetty9.";

  private static final Signatures JETTY =
      Signatures.of(WEBSOCKET + "api.", "UpgradeRequest")
          .and(WEBSOCKET + "api.extensions.", "Frame")
          .and(WEBSOCKET + "servlet.", "WebSocketCreator")
          .and(COMMON + "io.", "AbstractWebSocketConnection$ReadMode")
          .and(IO, "Connection")
          .and(CLIENT, "HttpResponse")
          .and(CLIENT + "api.", "Response$CompleteListener", "Result")
          .and(CLIENT + "http.", "HttpConnectionOverHTTP")
          .and("javax.servlet.http.", "HttpServletRequest", "HttpServletResponse");

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
  public List<String> startsTelemetry() {
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
        JETTY
            .in(COMMON + "Parser")
            .method("boolean parseFrame(ByteBuffer)")
            .advice(OURS + "Frames::read"),
        JETTY
            .in(COMMON + "Generator")
            .method("void generateHeaderBytes(Frame, ByteBuffer)")
            .advice(OURS + "Frames::write"));
  }

  /** Optional, all of them: the class of this name in later generations has none. */
  private static List<TapPoint> session() {
    TapPoint.In session = JETTY.in(SESSION);
    return List.of(
        session
            .method("void setUpgradeRequest(UpgradeRequest)")
            .advice(OURS + "SessionTaps::agreed")
            .optional(),
        session.method("void open()").advice(OURS + "ConnectionTaps::opened").optional(),
        session
            .method("void onClosed(Connection)")
            .advice(OURS + "ConnectionTaps::gone")
            .optional(),
        session
            .method("void notifyError(Throwable)")
            .advice(OURS + "SessionTaps::sessionError")
            .optional(), // before 9.4.20
        JETTY
            .in(COMMON + "events.AbstractEventDriver")
            .method("void unhandled(Throwable)")
            .advice(OURS + "SessionTaps::unhandled")
            .optional()); // likewise
  }

  private static List<TapPoint> connection() {
    TapPoint.In connection = JETTY.in(CONNECTION);
    return List.of(
        connection
            .method("void onFillable(ByteBuffer)")
            .orMethod("void onFillable()") // before 9.4.20
            .advice(OURS + "ConnectionTaps::fill"),
        connection
            .method("void close(Throwable)")
            .advice(OURS + "SessionTaps::connectionError")
            .optional(), // from 9.4.20 on
        connection // told to close, or because it had its end some other way
            .method("void disconnect(boolean)") // before 9.4.12
            .orMethod("void disconnect()")
            .tells(News.LOCAL_CLOSE, "this"),
        connection
            .method("boolean onReadTimeout(Throwable)")
            .orMethod("boolean onReadTimeout()") // before 9.4.12
            .advice(OURS + "ConnectionTaps::idle"),
        JETTY
            .in(CONNECTION + "$Flusher")
            .method("void onCompleteFailure(Throwable)")
            .orMethod("void onFailure(Throwable)") // before 9.4.12
            .advice(OURS + "ConnectionTaps::flushFailed"));
  }

  /** Where a connection reads, in one of three methods or two of them. */
  private static List<TapPoint> reads() {
    return List.of(
        read("void onFillable(ByteBuffer)"),
        read("ReadMode readParse(ByteBuffer)"),
        read("ReadMode readDiscard(ByteBuffer)"));
  }

  private static TapPoint read(String declaration) {
    return JETTY
        .in(CONNECTION)
        .method(declaration)
        .call(IO + "EndPoint", "int fill(ByteBuffer)")
        .replacedBy(OURS + "EndPointFill")
        .optional();
  }

  private static List<TapPoint> serverHandshake() {
    return List.of(
        JETTY
            .in(WEBSOCKET + "server.WebSocketServerFactory")
            .method(
                "boolean acceptWebSocket(WebSocketCreator, HttpServletRequest,"
                    + " HttpServletResponse)")
            .advice(OURS + "ServerHandshake::upgrade"),
        JETTY
            .in("org.eclipse.jetty.server.HttpChannel")
            .method("void onCompleted()")
            .advice(OURS + "CompletedChannel::completed")
            .optional()); // from Jetty 12 on this is an interface
  }

  private static List<TapPoint> clientHandshake() {
    TapPoint.In request = JETTY.in(CLIENT_REQUEST);
    return List.of(
        request.method("void send(CompleteListener)").advice(OURS + "ClientHandshake::send"),
        request
            .method("void upgrade(HttpResponse, HttpConnectionOverHTTP)")
            .advice(OURS + "ClientHandshake::upgrade"),
        request.method("void onComplete(Result)").advice(OURS + "ClientHandshake::result"),
        request.method("void handleException(Throwable)").advice(OURS + "ClientHandshake::failed"));
  }

  private static List<TapPoint> transport() {
    return List.of(
        socketRead("java.nio.channels.SocketChannel"),
        socketRead("java.nio.channels.ByteChannel"), // in older versions
        JETTY
            .in(IO + "AbstractEndPoint")
            .method("void close(Throwable)")
            .advice(OURS + "EndPointClose::close")
            .optional());
  }

  private static TapPoint socketRead(String channel) {
    return JETTY
        .in(IO + "ChannelEndPoint")
        .method("int fill(ByteBuffer)")
        .call(channel, "int read(ByteBuffer)")
        .replacedBy(OURS + "SocketRead")
        .optional();
  }
}
