// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.net.SocketTimeoutException;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsRemoteEndpointImplServer;
import org.jspecify.annotations.Nullable;

/** What becomes of the connection below the session. */
final class Transport {

  /** The tapped class inherits it, but cannot see it. */
  private static final MethodHandle SESSION = sessionOf();

  private Transport() {}

  /**
   * The server tells the endpoint that reading failed; an {@code EOFException} is the peer's FIN.
   * Told before Tomcat writes a Close frame to what is left of the connection. Another thread's
   * write may have taken the reset of which this is what was left.
   */
  @OnEnter
  static void readError(
      @Advice.FieldValue("wsSession") @Nullable WsSession session,
      @Advice.FieldValue("socketWrapper") SocketWrapperBase<?> socket,
      @Advice.Argument(0) Throwable failure) {
    SessionConnection tapped = SessionConnection.of(session);
    if (tapped == null || !(failure instanceof IOException) || tapped.isThrownByParser(failure)) {
      return;
    }
    if (isClosedHere(socket, failure)) {
      tapped.wire().localClose();
      return;
    }
    Failures.read(tapped.wire(), failure);
    IOException written = socket.getError();
    if (failure instanceof EOFException && written != null) {
      tapped.wire().writeFailed(written);
    }
  }

  /**
   * A read of a socket that Tomcat itself has closed gives an end of stream as well: a connector
   * that stops closes them below its endpoints. Where it closed because of an error, that is kept.
   */
  private static boolean isClosedHere(SocketWrapperBase<?> socket, Throwable failure) {
    return failure instanceof EOFException && socket.isClosed() && socket.getError() == null;
  }

  /** The connector tells the server what became of a socket, other than that it can be read. */
  @OnEnter
  static void event(
      @Advice.Argument(0) SocketEvent event,
      @Advice.FieldValue("wsSession") @Nullable WsSession session,
      @Advice.FieldValue("socketWrapper") SocketWrapperBase<?> socket) {
    if (event == SocketEvent.OPEN_READ || event == SocketEvent.OPEN_WRITE) {
      return;
    }
    Wire wire = SessionConnection.wire(session);
    if (wire == null) {
      return;
    }
    if (event == SocketEvent.ERROR) {
      IOException error = socket.getError();
      if (error instanceof SocketTimeoutException) {
        // The poller's, and of a write: a WebSocket's reads have no limit.
        if (session != null) {
          Sends.givenUp(wire, Sends.pollersLimit(session));
        }
        wire.localClose();
      } else {
        Failures.read(wire, error == null ? new IOException("socket error") : error);
      }
    } else if (event == SocketEvent.DISCONNECT) {
      wire.eof();
    } else if (event == SocketEvent.TIMEOUT) {
      wire.localClose();
    }
  }

  /**
   * The client stops reading, because it cannot any more or because of what it read. No version
   * reads again after this, and old ones never close the transport: it is the end.
   */
  @OnEnter
  static @Nullable Object clientReadEnd(
      @Advice.FieldValue("wsSession") WsSession session, @Advice.Argument(0) Throwable failure) {
    SessionConnection tapped = SessionConnection.of(session);
    if (tapped != null && failure instanceof IOException && !tapped.isThrownByParser(failure)) {
      Failures.read(tapped.wire(), failure);
    }
    return tapped;
  }

  @OnExit
  static void clientReadEndDone(@Advice.Enter @Nullable Object tapped) {
    if (tapped != null) {
      ((SessionConnection) tapped).wire().localClose();
      ((SessionConnection) tapped).wire().closed();
    }
  }

  private static MethodHandle sessionOf() {
    try {
      return StateField.lookup(WsRemoteEndpointImplBase.class)
          .findGetter(WsRemoteEndpointImplBase.class, "wsSession", WsSession.class)
          .asType(methodType(WsSession.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // read by other advice in every version
    }
  }

  /**
   * A server's write that no thread waits for is over; null is success. With an {@code
   * EOFException} Tomcat only clears away what was under way when it closed for another reason.
   */
  @OnEnter
  static void writeError(
      @Advice.This Object endpoint, @Advice.Argument(0) @Nullable Throwable failure)
      throws Throwable {
    if (failure instanceof IOException && !(failure instanceof EOFException)) {
      WsSession session = session(endpoint);
      SessionConnection tapped = SessionConnection.of(session);
      if (tapped != null && session != null) {
        Sends.failed(
            tapped.wire(), failure, Sends.limit((WsRemoteEndpointImplBase) endpoint, session));
        tapped.givingUp(false); // it is told
      }
    }
  }

  static @Nullable WsSession session(Object endpoint) throws Throwable {
    return (WsSession) SESSION.invokeExact(endpoint);
  }

  /**
   * A message that no thread waits for is over. A client tells its failure nowhere else, and goes
   * on: it is for the application to close. A server's failure was told when it happened.
   */
  @OnEnter
  static void clientSend(
      @Advice.This WsRemoteEndpointImplBase endpoint,
      @Advice.FieldValue("wsSession") @Nullable WsSession session,
      @Advice.Argument(1) @Nullable Object result)
      throws Throwable {
    if (result == null || endpoint instanceof WsRemoteEndpointImplServer) {
      return; // somebody waited, or see above
    }
    Throwable failure = Sends.failureIn(result);
    SessionConnection tapped = failure == null ? null : SessionConnection.of(session);
    if (tapped == null || failure == null) {
      return;
    }
    if (Sends.isTimeout(failure)) {
      Sends.stalled(tapped.wire(), Sends.asyncLimit(endpoint));
    } else if (failure instanceof IOException) {
      tapped.wire().writeFailed(failure);
    }
  }

  /**
   * Tomcat's background thread looks at a server's send that lasts too long. Where it gives it up
   * it closes the transport from within, which would look like anybody's closing.
   */
  @OnEnter
  static @Nullable Object givenUp(@Advice.This Object endpoint) throws Throwable {
    @Nullable WsSession session = session(endpoint);
    SessionConnection tapped = SessionConnection.of(session);
    if (tapped != null) {
      tapped.givingUp(true);
    }
    return tapped;
  }

  @OnExit
  static void givenUpDone(@Advice.Enter @Nullable Object tapped) {
    if (tapped != null) {
      ((SessionConnection) tapped).givingUp(false);
    }
  }

  /**
   * Tomcat closes the transport. Where the peer ended it, that has been told before; the peer is
   * not involved in what is left.
   */
  @OnEnter
  static void closed(@Advice.FieldValue("wsSession") @Nullable WsSession session) {
    SessionConnection tapped = SessionConnection.of(session);
    if (tapped == null) {
      return;
    }
    Wire wire = tapped.wire();
    if (session != null && tapped.isGivingUp()) {
      Sends.givenUp(wire, Sends.blockingLimit(session));
    }
    wire.localClose();
    wire.closed();
  }
}
