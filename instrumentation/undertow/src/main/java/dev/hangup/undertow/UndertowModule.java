// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * One channel class for the core API and the standard's, of a server and of a client. It and its
 * conduit carry the state.
 */
public final class UndertowModule implements StackModule {

  /** Of all that is an idle timeout, what a channel of a WebSocket has. */
  static final String CONDUIT = "io.undertow.websockets.core.WebSocketChannel$2";

  private static final String CORE = "io.undertow.websockets.core.";
  private static final String CHANNEL = CORE + "WebSocketChannel";
  private static final String PROTOCOL = CORE + "protocol.";
  private static final String CLIENT = "io.undertow.websockets.client.";
  private static final String REQUEST = CLIENT + "WebSocket13ClientHandshake";
  private static final String STANDARD = "io.undertow.websockets.jsr.";
  private static final String IDLE = "io.undertow.conduits.IdleTimeoutConduit";
  private static final String FRAMED = "io.undertow.server.protocol.framed.AbstractFramedChannel";
  private static final String EXCHANGE = "io.undertow.server.HttpServerExchange";
  private static final String OURS = "dev.hangup.undertow.";

  private static final Signatures NAMES =
      Signatures.of(CORE, "WebSocketChannel", "StreamSourceFrameChannel")
          .and(CORE, "BufferedBinaryMessage", "BufferedTextMessage")
          .and("io.undertow.conduits.", "IdleTimeoutConduit")
          .and("io.undertow.connector.", "ByteBufferPool")
          .and("io.undertow.websockets.spi.", "WebSocketHttpExchange")
          .and("org.xnio.", "FutureResult", "IoFuture", "OptionMap", "StreamConnection")
          .and("org.xnio.http.", "ExtendedHandshakeChecker");

  @Override
  public String name() {
    return "undertow";
  }

  @Override
  public List<String> stateOwners() {
    return List.of(CHANNEL, CONDUIT, REQUEST);
  }

  /** What HTTP loads as well. */
  @Override
  public List<String> tappedLate() {
    return List.of(IDLE, FRAMED, EXCHANGE);
  }

  @Override
  public List<TapPoint> tapPoints() {
    List<TapPoint> points = new ArrayList<>();
    points.addAll(bytes());
    points.addAll(channels());
    points.addAll(serverHandshake());
    points.addAll(clientHandshake());
    points.addAll(standard());
    return List.copyOf(points);
  }

  private static List<TapPoint> bytes() {
    return List.of(
        tap(CHANNEL, "IdleTimeoutConduit createIdleTimeoutChannel(StreamConnection)")
            .advice(OURS + "Bytes::made"),
        tap(IDLE, "int read(ByteBuffer)").advice(OURS + "Bytes::read"),
        tap(IDLE, "int write(ByteBuffer)").advice(OURS + "Bytes::wrote"),
        tap(IDLE, "int writeFinal(ByteBuffer)").advice(OURS + "Bytes::wrote"),
        tap(IDLE, "long write(ByteBuffer[], int, int)").advice(OURS + "Bytes::gathers"),
        tap(IDLE, "long writeFinal(ByteBuffer[], int, int)").advice(OURS + "Bytes::gathers"),
        tap(CONDUIT, "void doClose()").advice(OURS + "Bytes::idle"));
  }

  private static List<TapPoint> channels() {
    String listener = CORE + "AbstractReceiveListener";
    String size = "void checkMaxSize(StreamSourceFrameChannel, int)";
    return List.of(
        tap(FRAMED, "void close()").advice(OURS + "Channels::close"),
        tap(CHANNEL, "void markReadsBroken(Throwable)").advice(OURS + "Channels::broken"),
        // The task that every channel adds to itself, run when both directions are closed.
        tap(CHANNEL + "$1", "void handleEvent(WebSocketChannel)").advice(OURS + "Channels::closed"),
        tap(listener, "void handleEvent(WebSocketChannel)").advice(OURS + "Channels::handled"),
        // Messages that came in more than one read.
        tap(listener + "$1", "void complete(WebSocketChannel, BufferedBinaryMessage)")
            .advice(OURS + "Channels::handled"),
        tap(listener + "$2", "void complete(WebSocketChannel, BufferedTextMessage)")
            .advice(OURS + "Channels::handled"),
        tap(CORE + "BufferedBinaryMessage", size).advice(OURS + "Channels::size"),
        tap(CORE + "BufferedTextMessage", size).advice(OURS + "Channels::size"));
  }

  private static List<TapPoint> serverHandshake() {
    String create =
        "WebSocketChannel createChannel(WebSocketHttpExchange, StreamConnection, ByteBufferPool)";
    List<TapPoint> points = new ArrayList<>();
    points.add(
        tap(PROTOCOL + "Handshake", "void handshake(WebSocketHttpExchange)")
            .advice(OURS + "ServerHandshake::agrees"));
    for (String version : List.of("07", "08", "13")) {
      points.add(
          tap(PROTOCOL + "version" + version + ".Hybi" + version + "Handshake", create)
              .advice(OURS + "ServerHandshake::opened"));
    }
    points.add(
        tap(EXCHANGE, "void invokeExchangeCompleteListeners()")
            .advice(OURS + "Refusals::answered"));
    return points;
  }

  private static List<TapPoint> clientHandshake() {
    return List.of(
        tap(
                CLIENT + "WebSocketClient$ConnectionBuilder",
                "IoFuture connectImpl(URI, FutureResult, int)")
            .advice(OURS + "ClientHandshake::asks"),
        tap(CLIENT + "WebSocketClient$ConnectionBuilder$2", "void notify(IoFuture, Object)")
            .advice(OURS + "ClientHandshake::answers"),
        tap(REQUEST, "Map createHeaders()").advice(OURS + "ClientHandshake::request"),
        tap(REQUEST, "ExtendedHandshakeChecker handshakeChecker(URI, Map)")
            .advice(OURS + "ClientHandshake::asked"),
        tap(REQUEST + "$1", "void checkHandshakeExtended(Map)")
            .advice(OURS + "ClientHandshake::answered"),
        tap(
                REQUEST,
                "WebSocketChannel createChannel(StreamConnection, String, ByteBufferPool,"
                    + " OptionMap)")
            .advice(OURS + "ClientHandshake::opened"));
  }

  /** In the jar of the standard's API. */
  private static List<TapPoint> standard() {
    String create =
        "WebSocketChannel createChannel(WebSocketHttpExchange, StreamConnection, ByteBufferPool)";
    List<TapPoint> points = new ArrayList<>();
    for (String version : List.of("07", "08", "13")) {
      points.add(
          tap(STANDARD + "handshake.JsrHybi" + version + "Handshake", create)
              .advice(OURS + "Standard::creates"));
    }
    points.add(
        tap(STANDARD + "FrameHandler", "void invokeOnError(Throwable)")
            .advice(OURS + "Standard::heard"));
    points.add(
        tap(
                STANDARD + "annotated.AnnotatedEndpoint",
                "void onError(jakarta.websocket.Session, Throwable)")
            .orMethod("void onError(javax.websocket.Session, Throwable)")
            .advice(OURS + "Standard::failed"));
    return points;
  }

  private static TapPoint.Tapped tap(String className, String method) {
    return NAMES.in(className).method(method);
  }
}
