// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.tomcat.util.res.StringManager;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * How a send ended, and why. A send that somebody waits for leaves its exception in a handler of
 * Tomcat's own, at the end of {@code writeMessagePart}; what the application gets to see later is
 * another one. Tomcat gives up on a send that lasts too long, because the peer does not read: that
 * is this side's doing, and no sign that the peer is gone.
 */
final class Sends {

  private static final String TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

  /** Tomcat's default. */
  private static final long DEFAULT_TIMEOUT = 20_000;

  /** A machine has to be very busy indeed to need as long for what it could do at once. */
  private static final long LONG = TimeUnit.SECONDS.toNanos(1);

  private static final long FOR_EVER = -1;

  /** Whatever the language. Two of Tomcat's reasons to give up have no exception, or no own one. */
  private static final StringManager TEXTS =
      StringManager.getManager(WsSession.class.getPackage().getName());

  private static final String NOT_SENT_IN_TIME = text("wsRemoteEndpoint.acquireTimeout");
  private static final String NO_TIME_LEFT = text("wsRemoteEndpoint.writeTimeout");

  /** What a blocking write of 8.5 and 9.0 says where Tomcat itself has closed the socket. */
  private static final List<String> NO_SOCKET =
      List.of(
          "Key no longer registered", // once in English only
          text(
              StringManager.getManager("org.apache.tomcat.util.net"),
              "nioBlockingSelector.keyNotRegistered"));

  private static final Class<?> WAITED_FOR = type("WsRemoteEndpointImplBase$BlockingSendHandler");
  private static final MethodHandle HANDLER =
      handle(type("MessagePart"), "getEndHandler", Namespace.type("websocket.SendHandler"));
  private static final MethodHandle RESULT =
      handle(WAITED_FOR, "getSendResult", Namespace.type("websocket.SendResult"));
  private static final MethodHandle EXCEPTION =
      handle(Namespace.type("websocket.SendResult"), "getException", Throwable.class);

  private Sends() {}

  private static Class<?> type(String name) {
    try {
      return Class.forName(
          "org.apache.tomcat.websocket." + name,
          false,
          WsRemoteEndpointImplBase.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }

  private static MethodHandle handle(Class<?> owner, String name, Class<?> returned) {
    try {
      return StateField.lookup(owner)
          .findVirtual(owner, name, methodType(returned))
          .asType(methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }

  private static String text(String key) {
    return text(TEXTS, key);
  }

  private static String text(StringManager texts, String key) {
    return Objects.requireNonNullElse(texts.getString(key), key);
  }

  /** Of a part that a thread waited for until now; null where it went well, or no thread did. */
  static @Nullable Throwable failure(Object part) throws Throwable {
    Object handler = (@Nullable Object) HANDLER.invokeExact(part);
    if (handler == null || handler.getClass() != WAITED_FOR) {
      return null;
    }
    Object result = (@Nullable Object) RESULT.invokeExact(handler);
    return result == null ? null : failureIn(result);
  }

  /** Of a {@code SendResult}; null where it went well. */
  static @Nullable Throwable failureIn(Object result) throws Throwable {
    Throwable failure = (Throwable) (@Nullable Object) EXCEPTION.invokeExact(result);
    return failure instanceof ExecutionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * A send failed for good: Tomcat is about to close. Where Tomcat itself has closed the socket it
   * is none of the peer's doing; who did is told elsewhere.
   */
  static void failed(Wire wire, Throwable failure, long limitNanos) {
    if (isTimeout(failure)) {
      givenUp(wire, limitNanos);
    } else if (failure instanceof IOException
        && !isOfClosedSocket(failure)
        && !NO_TIME_LEFT.equals(failure.getMessage())) {
      wire.writeFailed(failure);
    }
  }

  private static boolean isOfClosedSocket(Throwable failure) {
    String message = failure.getMessage();
    return failure instanceof EOFException || (message != null && NO_SOCKET.contains(message));
  }

  /**
   * Tomcat gives up on the peer that does not read, and on the connection with it: what it writes
   * after half a frame is no frame any more, and the peer will not read it as one. A short time
   * runs out on a busy machine as well, with all of the frame sent: that says nothing of the peer.
   */
  static void givenUp(Wire wire, long limitNanos) {
    if (stalled(wire, limitNanos)) {
      wire.localClose();
    }
  }

  /** The same, where Tomcat goes on. */
  static boolean stalled(Wire wire, long limitNanos) {
    boolean surely = limitNanos >= LONG;
    if (surely) {
      wire.sendStalled(limitNanos);
    }
    return surely;
  }

  static boolean isTimeout(Throwable failure) {
    return failure instanceof SocketTimeoutException
        || failure instanceof TimeoutException
        || failure instanceof InterruptedByTimeoutException;
  }

  /** Another send was under way for all of the time this one had. */
  static boolean isNotSentInTime(@Nullable String reason) {
    return NOT_SENT_IN_TIME.equals(reason);
  }

  /**
   * How long Tomcat waits for a send that somebody waits for, -1 where that cannot be asked any
   * more.
   */
  static long blockingLimit(WsSession session) {
    try {
      Map<String, Object> properties = session.getUserProperties();
      long millis = properties.get(TIMEOUT) instanceof Long set ? set : DEFAULT_TIMEOUT;
      return TimeUnit.MILLISECONDS.toNanos(millis);
    } catch (IllegalStateException closedByNow) {
      return FOR_EVER;
    }
  }

  /** How long Tomcat gives a send that no thread waits for, -1 where that is for ever. */
  static long asyncLimit(WsRemoteEndpointImplBase endpoint) {
    long millis = endpoint.getSendTimeout();
    return millis > 0 ? TimeUnit.MILLISECONDS.toNanos(millis) : FOR_EVER;
  }

  /**
   * How long Tomcat gave a send that no thread waits for. One that may last for ever is given up as
   * well, by the poller: by the limit that a waited-for one has left on the socket.
   */
  static long limit(WsRemoteEndpointImplBase endpoint, WsSession session) {
    long limit = asyncLimit(endpoint);
    return limit < 0 ? pollersLimit(session) : limit;
  }

  /** What is left of it there is a little less. */
  static long pollersLimit(WsSession session) {
    return session.isOpen() ? blockingLimit(session) : FOR_EVER;
  }
}
