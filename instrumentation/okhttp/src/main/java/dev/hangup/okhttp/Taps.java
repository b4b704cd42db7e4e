// SPDX-License-Identifier: Apache-2.0
package dev.hangup.okhttp;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.LibraryVersion;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;
import okhttp3.Connection;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.internal.connection.Exchange;
import okhttp3.internal.connection.RealConnection;
import okhttp3.internal.ws.RealWebSocket;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * A call's thread reads, and threads of the library write. A web socket of MockWebServer's is one
 * that has not connected: nothing hangs on it, and nothing is told.
 */
final class Taps {

  private static final StateField STATE = StateField.of(RealWebSocket.class);
  private static final StateField.Reader STATE_READER = STATE.reader();
  private static final @Nullable String VERSION =
      LibraryVersion.of(
          RealWebSocket.class,
          "com.squareup.okhttp3/okhttp",
          "okhttp3.OkHttp#VERSION",
          "okhttp3.internal.Version#userAgent");

  /** What this thread reads for. */
  private static final ThreadLocal<@Nullable Followed> READING = new ThreadLocal<>();

  /** What this thread writes for. */
  private static final ThreadLocal<@Nullable Followed> WRITING = new ThreadLocal<>();

  /** {@code (Response)Connection}; null where this version has it otherwise. */
  private static final @Nullable MethodHandle CONNECTION = connection();

  private static @Nullable Followed of(RealWebSocket socket) {
    return (Followed) STATE_READER.get(socket);
  }

  @OnEnter
  static void connect(
      @Advice.This RealWebSocket socket, @Advice.FieldValue("key") @Nullable String key) {
    if (!WireTap.active()) {
      return;
    }
    Request request = socket.request();
    Handshake handshake =
        Handshake.asClient("okhttp")
            .stackVersion(VERSION)
            .target("ws" + request.url().toString().substring("http".length()))
            .header("Sec-WebSocket-Key", key);
    handshake.headers(request::header);
    Wire wire = WireTap.handshake(handshake);
    if (wire != null) {
      STATE.set(socket, new Followed(wire));
    }
  }

  /** The answer is one to an upgrade. */
  @OnReturn
  static void answered(@Advice.This RealWebSocket socket, @Advice.Argument(0) Response response) {
    Followed followed = of(socket);
    if (followed != null) {
      describe(followed.handshake(), response);
    }
  }

  private static void describe(Handshake handshake, Response response) {
    Response ofTheNetwork = response.networkResponse();
    Request asked = (ofTheNetwork == null ? response : ofTheNetwork).request();
    handshake
        .headers(asked::header)
        .answered(response::header)
        .peer(peer(response))
        .subprotocol(response.header("Sec-WebSocket-Protocol"))
        .extensions(String.join(",", response.headers("Sec-WebSocket-Extensions")));
  }

  private static @Nullable SocketAddress peer(Response response) {
    try {
      Connection connection = CONNECTION == null ? null : (Connection) CONNECTION.invoke(response);
      return connection == null ? null : connection.socket().getRemoteSocketAddress();
    } catch (Throwable notThere) { // an answer that an interceptor made
      return null;
    }
  }

  private static @Nullable MethodHandle connection() {
    try {
      MethodHandle exchange =
          StateField.lookup(Response.class).findGetter(Response.class, "exchange", Exchange.class);
      return MethodHandles.filterReturnValue(exchange, ofExchange());
    } catch (ReflectiveOperationException newer) {
      return null;
    }
  }

  private static MethodHandle ofExchange() throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = StateField.lookup(Exchange.class);
    try {
      return lookup.findVirtual(
          Exchange.class, "getConnection$okhttp", methodType(RealConnection.class));
    } catch (NoSuchMethodException older) {
      return lookup.findVirtual(Exchange.class, "connection", methodType(RealConnection.class));
    }
  }

  /** Before the application hears of it, and before the first frame. */
  @OnEnter
  static void opened(@Advice.This RealWebSocket socket) {
    Followed followed = of(socket);
    if (followed != null) {
      followed.opened();
    }
  }

  @OnEnter
  static @Nullable Object reading(@Advice.This RealWebSocket socket) {
    Object before = READING.get(); // a handler may connect another one, all on one thread
    READING.set(of(socket));
    return before;
  }

  @OnExit
  static void readingDone(
      @Advice.This RealWebSocket socket,
      @Advice.Enter @Nullable Object before,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (before == null) {
      READING.remove();
    } else {
      READING.set((Followed) before);
    }
    Followed followed = of(socket);
    if (followed != null) {
      followed.readsNoMore(thrown);
    }
  }

  private static void awaits(BufferedSource source, long count) throws IOException {
    Followed followed = READING.get();
    if (followed != null) {
      followed.awaits(source, count);
    }
  }

  static byte readByte(BufferedSource source) throws IOException {
    awaits(source, Byte.BYTES);
    return source.readByte();
  }

  static short readShort(BufferedSource source) throws IOException {
    awaits(source, Short.BYTES);
    return source.readShort();
  }

  static long readLong(BufferedSource source) throws IOException {
    awaits(source, Long.BYTES);
    return source.readLong();
  }

  static void readFully(BufferedSource source, Buffer to, long count) throws IOException {
    awaits(source, count);
    source.readFully(to, count);
  }

  @OnEnter
  static @Nullable Object writing(@Advice.This RealWebSocket socket) {
    Object before = WRITING.get();
    WRITING.set(of(socket));
    return before;
  }

  @OnExit
  static void writingDone(@Advice.Enter @Nullable Object before) {
    WRITING.set((Followed) before);
  }

  static void flush(BufferedSink sink) throws IOException {
    Followed followed = WRITING.get();
    if (followed == null) {
      sink.flush();
    } else {
      followed.writes(sink, true);
    }
  }

  static BufferedSink emit(BufferedSink sink) throws IOException {
    Followed followed = WRITING.get();
    if (followed == null) {
      return sink.emit();
    }
    followed.writes(sink, false);
    return sink;
  }

  @OnEnter
  static void closing() {
    Followed followed = WRITING.get();
    if (followed != null) {
      followed.closeComes();
    }
  }

  @OnReturn
  static void closingDone() {
    Followed followed = WRITING.get();
    if (followed != null) {
      followed.closeWritten();
    }
  }

  /** Called by the library itself where too much waits to be sent. */
  static boolean close(RealWebSocket socket, int code, @Nullable String reason) {
    Followed followed = of(socket);
    if (followed != null) {
      followed.overflows();
    }
    return socket.close(code, reason);
  }

  @OnEnter
  static void failed(
      @Advice.This RealWebSocket socket,
      @Advice.FieldValue("failed") boolean before,
      @Advice.Argument(0) Exception failure,
      @Advice.Argument(1) @Nullable Response response) {
    Followed followed = of(socket);
    if (followed == null || before) {
      return;
    }
    if (response != null) {
      describe(followed.handshake(), response);
    }
    followed.fails(failure, response, WRITING.get() == followed);
  }
}
