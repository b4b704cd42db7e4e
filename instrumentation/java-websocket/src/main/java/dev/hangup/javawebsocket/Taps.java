// SPDX-License-Identifier: Apache-2.0
package dev.hangup.javawebsocket;

import dev.hangup.instrumentation.api.LibraryVersion;
import dev.hangup.instrumentation.api.News;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.WholeConnection;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import net.bytebuddy.asm.Advice;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.Handshakedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.jspecify.annotations.Nullable;

/** A server reads on its selector's thread and parses on workers; a client has one for both. */
final class Taps {

  private static final StateField STATE = StateField.of(WebSocketImpl.class);
  private static final @Nullable String VERSION =
      LibraryVersion.byMaven(WebSocketImpl.class, "org.java-websocket/Java-WebSocket");

  /** Whose handshake this thread parses. */
  private static final ThreadLocal<@Nullable WebSocketImpl> SHAKING = new ThreadLocal<>();

  /** What this thread writes for, or wrote for last. */
  private static final ThreadLocal<@Nullable WholeConnection> WRITING = new ThreadLocal<>();

  private static WholeConnection of(WebSocketImpl connection) {
    return WholeConnection.of(STATE, connection);
  }

  /** Before the parser: the handshake, frames, and what comes after a Close frame. */
  @OnEnter
  static @Nullable Object decode(
      @Advice.This WebSocketImpl connection, @Advice.Argument(0) ByteBuffer bytes) {
    WholeConnection state = of(connection);
    state.received(bytes);
    if (state.isOpen()) {
      return null;
    }
    SHAKING.set(connection);
    return connection;
  }

  /** A client that is about to close does not read on. */
  @OnExit
  static void decodeDone(
      @Advice.This WebSocketImpl connection, @Advice.Enter @Nullable Object shaking) {
    if (shaking != null) {
      SHAKING.remove();
    }
    of(connection).parsed(connection.isOpen() || !isClient(connection));
  }

  /** Frames that came with the handshake. */
  @OnEnter
  static void glued(@Advice.This WebSocketImpl connection, @Advice.Argument(0) ByteBuffer bytes) {
    if (SHAKING.get() == connection) {
      of(connection).received(bytes);
    }
  }

  /** A head was parsed. What it asks a server for may still be refused. */
  @OnReturn
  static void heard(@Advice.Return @Nullable Handshakedata head) {
    WebSocketImpl connection = SHAKING.get();
    Wire wire = connection == null ? null : of(connection).wire();
    if (wire != null && head instanceof ServerHandshake answer) {
      wire.handshake().answered(answer::getFieldValue);
    }
    if (connection != null
        && head instanceof ClientHandshake request
        && (request.hasFieldValue("Sec-WebSocket-Key") || request.hasFieldValue("Upgrade"))) {
      of(connection)
          .begin(
              () ->
                  Handshake.asServer("java-websocket")
                      .stackVersion(VERSION)
                      .target(request.getResourceDescriptor())
                      .peer(connection.getRemoteSocketAddress())
                      .headers(request::getFieldValue));
    }
  }

  /** On the application's thread; what follows is done by one of the library's. */
  @OnEnter
  static void asks(@Advice.FieldValue("engine") WebSocketImpl connection) {
    of(connection).asked();
  }

  @OnEnter
  static void connects(
      @Advice.This WebSocketClient client, @Advice.FieldValue("engine") WebSocketImpl connection) {
    String target = client.getURI().toString();
    of(connection)
        .begin(() -> Handshake.asClient("java-websocket").stackVersion(VERSION).target(target));
  }

  @OnReturn
  static void asked(
      @Advice.This WebSocketImpl connection,
      @Advice.FieldValue("handshakerequest") ClientHandshake request) {
    Wire wire = of(connection).wire();
    if (wire != null) {
      wire.handshake().peer(connection.getRemoteSocketAddress()).headers(request::getFieldValue);
    }
  }

  /** What was agreed on: a server asks its draft, a client reads it in the answer. */
  @OnEnter
  static void opened(
      @Advice.This WebSocketImpl connection,
      @Advice.FieldValue("channel") @Nullable Object channel,
      @Advice.Argument(0) Handshakedata head) {
    Wire wire = of(connection).wire();
    if (wire != null && connection.getDraft() instanceof Draft_6455 draft) {
      IProtocol protocol = draft.getProtocol();
      String extensions = head.getFieldValue("Sec-WebSocket-Extensions");
      if (head instanceof ClientHandshake) {
        extensions = draft.getExtension().getProvidedExtensionAsServer();
        wire.handshake().scheme(channel instanceof SocketChannel ? "ws" : "wss");
      }
      wire.handshake()
          .subprotocol(protocol == null ? null : protocol.getProvidedProtocol())
          .extensions(extensions);
    }
    of(connection).opened();
  }

  /** A client's writer closes the socket when it has written what waits. */
  @OnEnter
  static void close(@Advice.This WebSocketImpl connection) {
    WholeConnection state = of(connection);
    if (!state.isOpen() || !isClient(connection)) {
      state.closes();
    }
  }

  private static boolean isClient(WebSocketImpl connection) {
    return connection.getWebSocketListener() instanceof WebSocketClient;
  }

  /**
   * There is no tap at this method's end: what a worker queues between the last look at the queue
   * and the selector's next step is not written until somebody queues more, and a tap there would
   * make that time longer.
   */
  @OnEnter
  static void batch(@Advice.Argument(0) @Nullable WebSocketImpl connection) {
    WRITING.set(connection == null ? null : of(connection));
  }

  /** As a server writes. */
  static int write(ByteChannel channel, ByteBuffer bytes) throws IOException {
    WholeConnection connection = WRITING.get();
    return connection == null ? channel.write(bytes) : connection.write(channel, bytes);
  }

  @OnEnter
  static void writer(@Advice.FieldValue("this$0") WebSocketClient client) {
    WRITING.set(of((WebSocketImpl) client.getConnection()));
  }

  /** A client asks for a buffer's bytes where it writes them, and nowhere else in there. */
  @SuppressWarnings("ByteBufferBackingArray") // the library's own call
  static byte[] array(ByteBuffer bytes) {
    WholeConnection connection = WRITING.get();
    if (connection != null) {
      connection.sends(bytes);
    }
    return bytes.array();
  }

  @OnEnter
  static void clientFailed(
      @Advice.FieldValue("engine") WebSocketImpl connection,
      @Advice.Argument(0) IOException failure) {
    WholeConnection state = of(connection);
    state.ends(WRITING.get() == state ? News.WRITE_FAILED : News.READ_FAILED, failure);
  }
}
