// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * Spring's view of a session, by name: it may lie on another server's, and be loaded where no class
 * of Tomcat's is. Rare, so reflection will do.
 */
final class SpringSession {

  private static final String DELIVERY = "org.springframework.messaging.MessageDeliveryException";
  private static final String LIMIT =
      "org.springframework.web.socket.handler.SessionLimitExceededException";

  /** Spring itself puts up to three around each other. */
  private static final int MOST_DECORATORS = 8;

  private SpringSession() {}

  /** An exception because of which Spring closes. */
  static void failed(@Nullable Object session, Throwable thrown)
      throws ReflectiveOperationException {
    Object tomcats = underlying(session);
    if (tomcats == null || !tomcats.getClass().getName().startsWith("org.apache.tomcat.")) {
      return;
    }
    Wire wire = OfTomcat.wire(tomcats);
    if (wire == null) {
      return;
    }
    String kind = thrown.getClass().getName();
    if (kind.equals(LIMIT)) {
      wire.sendStalled(-1); // Spring's own limits on what waits to be sent
      return;
    }
    Throwable cause = thrown.getCause();
    wire.handlerFailed(kind.equals(DELIVERY) && cause != null ? cause : thrown);
  }

  private static @Nullable Object underlying(@Nullable Object session)
      throws ReflectiveOperationException {
    Object inner = session;
    for (int i = 0; i < MOST_DECORATORS && inner != null; i++) {
      Object next = asked(inner, "getDelegate");
      if (next == null) {
        return asked(inner, "getNativeSession");
      }
      inner = next;
    }
    return null;
  }

  private static @Nullable Object asked(Object session, String method)
      throws ReflectiveOperationException {
    try {
      return session.getClass().getMethod(method).invoke(session);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /** Linked only where there is a Tomcat. */
  private static final class OfTomcat {

    static @Nullable Wire wire(Object session) {
      return session instanceof WsSession tomcats ? SessionConnection.wireOfAny(tomcats) : null;
    }
  }

  /**
   * A handler of Spring's threw. Spring keeps the exception to itself and closes with 1011, which
   * Tomcat takes for the application's wish.
   */
  @OnEnter
  static void handlerFailed(
      @Advice.Argument(0) @Nullable Object session, @Advice.Argument(1) Throwable thrown)
      throws ReflectiveOperationException {
    failed(session, thrown);
  }

  /**
   * What a client sent over STOMP could not be handled: Spring answers with a frame that says so
   * and closes with 1002. Without a message it could not even be read, which is the client's doing.
   */
  @OnEnter
  static void stompFailed(
      @Advice.Argument(0) @Nullable Object session,
      @Advice.Argument(1) Throwable thrown,
      @Advice.Argument(2) @Nullable Object message)
      throws ReflectiveOperationException {
    if (message != null) {
      failed(session, thrown);
    }
  }
}
