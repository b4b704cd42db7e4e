// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.Relays;
import dev.hangup.tap.Wire;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.ChannelEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.common.io.AbstractWebSocketConnection;
import org.jspecify.annotations.Nullable;

/** What a connection does and meets. */
final class ConnectionTaps {

  private ConnectionTaps() {}

  /** The endpoint is the connection's from now on; no frame has passed. */
  @OnEnter
  static @Nullable Object opened(
      @Advice.This WebSocketSession session, @Advice.FieldValue("connection") Object connection) {
    Wire wire = SessionState.connection(connection);
    if (wire == null || !(connection instanceof AbstractWebSocketConnection opened)) {
      return null;
    }
    Handshakes.agreed(wire.handshake(), session, opened);
    wire.opened();
    return Relays.opens(wire);
  }

  @OnExit
  static void openedDone(@Advice.Enter @Nullable Object opening) {
    Relays.opened(opening);
  }

  /**
   * A connection reads until there is nothing more. What the endpoint finds out on this thread
   * meanwhile is about it.
   */
  @OnEnter
  static @Nullable Object fill(@Advice.This AbstractWebSocketConnection connection) {
    Wire wire = SessionState.connectionOrAdopted(connection);
    if (wire == null) {
      return null;
    }
    CurrentRead.begin(wire, connection.getEndPoint() instanceof ChannelEndPoint);
    return Relays.reads(wire);
  }

  @OnExit
  static void fillDone(@Advice.Enter @Nullable Object reading) {
    Wire wire = Relays.read(reading);
    if (wire != null) {
      CurrentRead.end();
      wire.handled();
    }
  }

  /** Jetty's idle timer fired. */
  @OnEnter
  static void idle(@Advice.This Connection connection) {
    Wire wire = SessionState.connection(connection);
    if (wire == null) {
      return;
    }
    long nanos = TimeUnit.MILLISECONDS.toNanos(connection.getEndPoint().getIdleTimeout());
    // A connection is idle too where it has much to say and the peer takes none of it.
    if (PendingWrite.isPending(connection.getEndPoint())) {
      wire.sendStalled(nanos);
    }
    wire.idle(nanos, "idleTimeout");
  }

  /** The transport is gone. */
  @OnEnter
  static void gone(
      @Advice.FieldValue("connection") Object own, @Advice.Argument(0) @Nullable Object closed) {
    Wire wire = closed == own ? SessionState.connection(own) : null;
    if (wire != null) {
      wire.closed();
    }
  }

  /**
   * A write failed, or was given up: when the idle timer fires, a write that is under way fails
   * with its exception. Told before the connection is closed over it.
   */
  @OnEnter
  static void flushFailed(
      @Advice.FieldValue("this$0") Connection connection, @Advice.Argument(0) Throwable failure) {
    Wire wire = SessionState.connection(connection);
    if (wire == null) {
      return;
    }
    if (Failures.isOfTransport(failure)) {
      wire.writeFailed(Failures.cause(failure));
    } else if (failure instanceof TimeoutException) {
      long millis = connection.getEndPoint().getIdleTimeout();
      wire.sendStalled(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }
}
