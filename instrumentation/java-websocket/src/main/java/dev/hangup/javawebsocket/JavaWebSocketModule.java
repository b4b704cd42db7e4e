// SPDX-License-Identifier: Apache-2.0
package dev.hangup.javawebsocket;

import static dev.hangup.instrumentation.api.News.CLOSED;
import static dev.hangup.instrumentation.api.News.HANDLER_FAILED;
import static dev.hangup.instrumentation.api.News.PEER_ENDED;
import static dev.hangup.instrumentation.api.News.QUEUED;
import static dev.hangup.instrumentation.api.News.READ_FAILED;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.StackModule;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** One object is the connection, of a server and of a client; it carries the state. */
public final class JavaWebSocketModule implements StackModule {

  private static final String LIBRARY = "org.java_websocket.";
  private static final String CONNECTION = LIBRARY + "WebSocketImpl";
  private static final String CLIENT = LIBRARY + "client.WebSocketClient";
  private static final String SERVER = LIBRARY + "server.WebSocketServer";
  private static final String WRITER = CLIENT + "$WebsocketWriteThread";
  private static final String DRAFT = LIBRARY + "drafts.Draft";
  private static final String CHANNEL = LIBRARY + "SocketChannelIOHelper";
  private static final String TAPS = "dev.hangup.javawebsocket.Taps";
  private static final String HANDLE =
      "void handleIOException(SelectionKey, WebSocket, IOException)";
  private static final String ERROR = "void onWebsocketError(WebSocket, Exception)";
  private static final String CLOSE = "void closeConnection(int, String, boolean)";
  private static final String BATCH = "boolean batch(WebSocketImpl, ByteChannel)";

  private static final Signatures NAMES =
      Signatures.of(LIBRARY, "WebSocket", "WebSocketImpl")
          .and(LIBRARY + "handshake.", "ClientHandshakeBuilder", "Handshakedata")
          .and("java.nio.channels.", "ByteChannel", "SelectionKey");

  @Override
  public String name() {
    return "java-websocket";
  }

  @Override
  public List<String> stateOwners() {
    return List.of(CONNECTION);
  }

  @Override
  public List<TapPoint> tapPoints() {
    return List.of(
        tap(CONNECTION, "void decode(ByteBuffer)").advice(TAPS + "::decode"),
        tap(CONNECTION, "void decodeFrames(ByteBuffer)").advice(TAPS + "::glued"),
        tap(DRAFT, "Handshakedata translateHandshake(ByteBuffer)").advice(TAPS + "::heard"),
        tap(CONNECTION, "void startHandshake(ClientHandshakeBuilder)").advice(TAPS + "::asked"),
        tap(CONNECTION, "void open(Handshakedata)").advice(TAPS + "::opened"),
        tap(CONNECTION, "void eot()").tells(PEER_ENDED, "this"),
        tap(CONNECTION, CLOSE).advice(TAPS + "::close"),
        tap(CHANNEL, BATCH).advice(TAPS + "::batch"),
        tap(CHANNEL, BATCH)
            .call("java.nio.channels.ByteChannel", "int write(ByteBuffer)")
            .replacedBy(TAPS),
        tap(SERVER, "void queue(WebSocketImpl)").tells(QUEUED, "0"),
        tap(SERVER, HANDLE).tells(READ_FAILED, "1", "2"),
        tap(SERVER, ERROR).tells(HANDLER_FAILED, "0", "1"),
        tap(CLIENT, ERROR).tells(HANDLER_FAILED, "0", "1"),
        tap(CLIENT, "void handleIOException(IOException)").advice(TAPS + "::clientFailed"),
        tap(CLIENT, "void connect()").advice(TAPS + "::asks"),
        tap(CLIENT, "void run()").advice(TAPS + "::connects"),
        tap(CLIENT, "void closeSocket()").tells(CLOSED, "this.engine").optional(),
        tap(WRITER, "void closeSocket()").tells(CLOSED, "this.this$0.engine").optional(),
        tap(WRITER, "void run()").advice(TAPS + "::writer"),
        tap(WRITER, "void runWriteData()")
            .orMethod("void run()")
            .call("java.nio.ByteBuffer", "byte[] array()")
            .replacedBy(TAPS));
  }

  private static TapPoint.Tapped tap(String className, String method) {
    return NAMES.in(className).method(method);
  }
}
