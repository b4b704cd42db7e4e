// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.Relays;
import dev.hangup.jetty.common.StreamWire;
import dev.hangup.tap.Wire;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/** What the connection below a session does and meets. */
final class ConnectionTaps {

  private ConnectionTaps() {}

  /** The endpoint is the connection's from now on; no frame has passed. */
  @OnEnter
  static @Nullable Object opened(
      @Advice.This Object connection,
      @Advice.FieldValue("coreSession") CoreSession session,
      @Advice.FieldValue("generator") Object generator) {
    Wire wire = SessionState.attachToParts(session, connection, generator);
    if (wire == null) {
      return null;
    }
    wire.opened();
    return Relays.opens(wire);
  }

  @OnExit
  static void openedDone(@Advice.Enter @Nullable Object opening) {
    Relays.opened(opening);
  }

  /**
   * A connection reads until there is nothing more. What happens on this thread meanwhile happens
   * to it: the endpoint below turns a reset into an end of stream and does not tell, so it is asked
   * here.
   */
  @OnEnter
  static @Nullable Object fill(
      @Advice.This Connection connection,
      @Advice.FieldValue("coreSession") CoreSession session,
      @Advice.FieldValue("generator") Object generator) {
    Wire wire = SessionState.spreadOrAdopted(session, connection, generator);
    if (wire == null) {
      return null;
    }
    CurrentRead.begin(wire, connection.getEndPoint() instanceof SocketChannelEndPoint);
    if (wire instanceof StreamWire stream) {
      stream.reading(); // last, so that whatever fails here fails before it
    }
    return Relays.reads(wire);
  }

  @OnExit
  static void fillDone(@Advice.Enter @Nullable Object reading) {
    Wire wire = Relays.read(reading);
    if (wire != null) {
      CurrentRead.end();
      wire.handled();
    }
    if (wire instanceof StreamWire stream) {
      stream.read();
    }
  }

  /**
   * Jetty's idle timer fired; from 12 on the application may veto what follows. A connection is
   * idle too where it has much to say and the peer takes none of it. Returns the wire where a write
   * is under way.
   */
  @OnEnter
  static @Nullable Object idle(@Advice.This Connection connection) {
    Wire wire = SessionState.connection(connection);
    if (wire == null) {
      return null;
    }
    boolean writing = PendingWrite.isPending(connection.getEndPoint());
    long nanos = TimeUnit.MILLISECONDS.toNanos(connection.getEndPoint().getIdleTimeout());
    if (writing) {
      wire.sendStalled(nanos);
    }
    wire.idle(nanos, "idleTimeout");
    return writing ? wire : null;
  }

  /**
   * What is under way is given up, and no Close frame gets past it. What it then fails with is this
   * side's doing too: its own FIN makes a broken pipe of it, its own reset the end of a stream.
   */
  @OnReturn
  static void idleDone(@Advice.Enter @Nullable Object writing, @Advice.Return boolean ends) {
    if (writing != null && ends) {
      ((Wire) writing).localClose();
    }
  }

  /** The transport is gone. On HTTP/2 the failure is what became of the stream. */
  @OnEnter
  static void gone(
      @Advice.This Object connection, @Advice.Argument(0) @Nullable Throwable failure) {
    Wire wire = SessionState.connection(connection);
    if (wire == null) {
      return;
    }
    if (failure != null && Failures.isOfTransport(failure)) {
      StreamClose.failed(wire, failure);
    }
    wire.closed();
  }

  /**
   * A write failed, or was given up: when the idle timer fires, a write that is under way fails
   * with its exception. Told before the session closes the transport over it.
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
