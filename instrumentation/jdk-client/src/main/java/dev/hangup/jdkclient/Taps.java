// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdkclient;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.Connection;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.jdk.Platform;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's classes are not there to compile against, being hidden in their module: they are told
 * as objects, and are what the module says they are.
 */
final class Taps {

  private static final Class<?> TUBE = named(JdkClientModule.CHANNEL);
  private static final StateField HANDSHAKE = StateField.of(named(JdkClientModule.HANDSHAKE));
  private static final StateField TRANSPORT = StateField.of(named(JdkClientModule.TRANSPORT));
  private static final StateField.Reader TRANSPORT_READER = TRANSPORT.reader();
  private static final StateField CHANNEL = StateField.of(TUBE);
  private static final StateField.Reader CHANNEL_READER = CHANNEL.reader();

  /** By the socket, which is all that is known where bytes are written to it. */
  private static final StateField SOCKETS = StateField.of(SocketChannel.class);

  private static final @Nullable String VERSION = Platform.current().moduleVersion(TUBE);

  /** What a request says that has no User-Agent of its own. */
  private static final @Nullable String USER_AGENT = userAgent();

  private static final MethodHandle SOCKET = socket();

  /** Whose answer this thread looks at. */
  private static final ThreadLocal<@Nullable Object> ANSWERED = new ThreadLocal<>();

  /** What this thread writes for. */
  private static final ThreadLocal<@Nullable Exchange> WRITING = new ThreadLocal<>();

  private static final Class<?> READ_EVENT = named(JdkClientModule.TRANSPORT + "$ReadEvent");

  private static @Nullable Exchange exchange(@Nullable Object state) {
    return state instanceof Exchange exchange ? exchange : null;
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name, false, Taps.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e); // this code is called from there
    }
  }

  private static @Nullable String userAgent() {
    try {
      Class<?> request = named(JdkClientModule.HTTP + "HttpRequestImpl");
      return (String)
          StateField.lookup(request).findStaticGetter(request, "USER_AGENT", String.class).invoke();
    } catch (Throwable notInThisVersion) {
      return null;
    }
  }

  private static MethodHandle socket() {
    try {
      Class<?> connection = named(JdkClientModule.HTTP + "HttpConnection");
      return StateField.lookup(connection)
          .findVirtual(connection, "channel", methodType(SocketChannel.class))
          .asType(methodType(SocketChannel.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // in all versions
    }
  }

  @OnEnter
  static void send(
      @Advice.This Object handshake, @Advice.FieldValue("request") HttpRequest request) {
    if (WireTap.active()) {
      URI target = request.uri();
      boolean encrypted = target.getScheme().equals("https");
      Handshake asked =
          Handshake.asClient("jdk-client")
              .stackVersion(VERSION)
              .target(target.toString())
              .scheme(encrypted ? "wss" : "ws")
              .host(target.getRawAuthority())
              .header("user-agent", USER_AGENT)
              .headers(name -> request.headers().firstValue(name).orElse(""));
      Wire wire = WireTap.handshake(asked);
      HANDSHAKE.set(
          handshake, wire == null ? Connection.UNOBSERVED : new Exchange(wire, encrypted));
    }
  }

  /** A request without an answer, or with one that is no HTTP. */
  @OnReturn
  static void sendDone(
      @Advice.This Object handshake, @Advice.Return @Nullable CompletableFuture<?> result) {
    Wire wire = Connection.wire(HANDSHAKE.get(handshake));
    if (wire != null && result != null) {
      var unused =
          result.whenComplete(
              (any, failure) -> {
                if (failure != null) {
                  wire.refused(0, cause(failure));
                }
              });
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }

  @OnEnter
  static void answer(@Advice.This Object handshake, @Advice.Argument(0) HttpResponse<?> response) {
    Object state = HANDSHAKE.get(handshake);
    Wire wire = Connection.wire(state);
    if (wire != null) {
      ANSWERED.set(state);
      wire.handshake()
          .answered(name -> response.headers().firstValue(name).orElse(null))
          .subprotocol(response.headers().firstValue("sec-websocket-protocol").orElse(null));
    }
  }

  @OnExit
  static void answerDone(
      @Advice.Argument(0) HttpResponse<?> response, @Advice.Thrown @Nullable Throwable refusal) {
    Wire wire = Connection.wire(ANSWERED.get());
    ANSWERED.remove();
    if (wire != null && refusal != null) {
      wire.refused(response.statusCode(), refusal);
    }
  }

  /** Made for an answer that is an upgrade, and for others too, to close them. */
  @OnReturn
  static void channel(@Advice.This Object channel, @Advice.Argument(0) Object connection)
      throws Throwable {
    Object state = ANSWERED.get();
    Wire wire = Connection.wire(state);
    if (wire != null) {
      CHANNEL.set(channel, state);
      SocketChannel socket = (SocketChannel) SOCKET.invokeExact(connection);
      SOCKETS.set(socket, state);
      wire.handshake().peer(socket.getRemoteAddress());
    }
  }

  /**
   * Called once, by a transport that is made: it is open, and here is what came with the answer.
   */
  @OnReturn
  static void glued(@Advice.This Object channel, @Advice.Return ByteBuffer bytes) {
    Wire wire = Connection.wire(CHANNEL_READER.get(channel));
    if (wire != null) {
      wire.opened();
      wire.bytes(bytes, bytes.position(), bytes.limit());
    }
  }

  @OnReturn
  static void transport(@Advice.This Object transport, @Advice.Argument(2) Object channel) {
    TRANSPORT.set(transport, CHANNEL_READER.get(channel));
  }

  /** As it comes from the socket, whether the application asks for messages or not. */
  @OnEnter
  static void received(
      @Advice.FieldValue("this$0") Object channel, @Advice.Argument(0) List<ByteBuffer> buffers) {
    Exchange exchange = exchange(CHANNEL_READER.get(channel));
    if (exchange != null) {
      exchange.ahead = true;
      for (int i = 0; i < buffers.size(); i++) {
        ByteBuffer bytes = buffers.get(i);
        exchange.wire().bytes(bytes, bytes.position(), bytes.limit());
      }
    }
  }

  /** A read failed; or a write, which was told before. */
  @OnEnter
  static void failed(
      @Advice.FieldValue("this$0") Object channel, @Advice.Argument(0) Throwable failure) {
    Wire wire = Connection.wire(CHANNEL_READER.get(channel));
    if (wire == null) {
      return;
    }
    if (failure instanceof EOFException) {
      wire.eof();
    } else {
      wire.readFailed(failure);
    }
  }

  /**
   * A write to the socket failed: on whichever thread found it ready. Told here, since of a reset
   * the selector hears no more than an end of stream then, and the JDK may tell that one alone.
   */
  @OnExit
  static void written(
      @Advice.FieldValue("channel") SocketChannel socket,
      @Advice.Thrown @Nullable Throwable failure) {
    Exchange exchange = failure == null ? null : exchange(SOCKETS.get(socket));
    if (exchange != null && failure != null) {
      if (WRITING.get() == exchange) {
        exchange.wire().closeNotSent(); // if it was one that was about to be written
      }
      exchange.wire().writeFailed(failure);
    }
  }

  @OnEnter
  static void ended(@Advice.FieldValue("this$0") Object channel) {
    Wire wire = Connection.wire(CHANNEL_READER.get(channel));
    if (wire != null) {
      wire.eof();
    }
  }

  /** The application asks for messages, and what is not parsed yet has waited for that. */
  @OnEnter
  static void request(
      @Advice.This Object transport, @Advice.FieldValue("data") @Nullable ByteBuffer unparsed) {
    Exchange exchange = exchange(TRANSPORT_READER.get(transport));
    if (exchange != null && unparsed != null && unparsed.hasRemaining()) {
      exchange.waited = true;
    }
  }

  /** All is parsed, and more is wanted. */
  @OnEnter
  static void register(@Advice.This Object channel, @Advice.Argument(0) Object event) {
    Exchange exchange = READ_EVENT.isInstance(event) ? exchange(CHANNEL_READER.get(channel)) : null;
    if (exchange != null) {
      exchange.ahead = false;
      heldBack(exchange);
    }
  }

  private static void heldBack(Exchange exchange) {
    if (exchange.waited) {
      exchange.waited = false;
      exchange.wire().heldBack(false);
    }
  }

  /**
   * An end that the application has not asked for is an error to the JDK, which does not tell it
   * and closes nothing.
   */
  @OnExit
  static void parse(
      @Advice.FieldValue("this$0") Object transport, @Advice.Thrown @Nullable Throwable failure) {
    Wire wire = failure == null ? null : Connection.wire(TRANSPORT_READER.get(transport));
    if (wire != null) {
      wire.heldBack(true);
      wire.closed();
    }
  }

  @OnEnter
  static void write(@Advice.This Object channel) {
    Exchange exchange = exchange(CHANNEL_READER.get(channel));
    if (exchange != null) {
      WRITING.set(exchange);
      exchange.writes();
    }
  }

  @OnExit
  static void writeDone() {
    Exchange exchange = WRITING.get();
    if (exchange != null) {
      WRITING.set(null);
      exchange.written();
    }
  }

  /** What the transport takes: all of it, and only where it is ready to. */
  static void onNext(Flow.Subscriber<Object> transport, Object buffers) {
    try {
      sends((List<?>) buffers);
    } catch (Throwable ours) {
      WireTap.suppressed("jdk-client", ours);
    }
    transport.onNext(buffers);
  }

  private static void sends(List<?> buffers) {
    Exchange exchange = WRITING.get();
    Wire wire = exchange != null && exchange.isOpen() ? exchange.wire() : null;
    for (int i = 0; wire != null && i < buffers.size(); i++) {
      ByteBuffer bytes = (ByteBuffer) buffers.get(i);
      wire.outboundBytes(bytes, bytes.position(), bytes.limit());
    }
  }

  /** By this side, unless an end was found before. */
  @OnEnter
  static void close(@Advice.This Object channel) {
    Exchange exchange = exchange(CHANNEL_READER.get(channel));
    if (exchange != null) {
      exchange.waited |= exchange.ahead;
      heldBack(exchange);
      exchange.closes();
    }
  }

  @OnExit
  static void closeDone(@Advice.This Object channel) {
    Exchange exchange = exchange(CHANNEL_READER.get(channel));
    if (exchange != null) {
      exchange.closed();
    }
  }

  /** What a listener throws ends the connection, without a Close frame. */
  @OnEnter
  static void fails(
      @Advice.FieldValue("transport") Object transport, @Advice.Argument(0) Throwable failure) {
    Wire wire = Connection.wire(TRANSPORT_READER.get(transport));
    if (wire != null
        && !(failure instanceof IOException)
        && !failure.getClass().getName().startsWith(JdkClientModule.HTTP)) {
      wire.handlerFailed(failure);
    }
  }
}
