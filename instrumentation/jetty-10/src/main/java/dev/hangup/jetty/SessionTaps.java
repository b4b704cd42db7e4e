// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.CurrentRead;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.jetty.common.StreamWire;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.exception.WebSocketWriteTimeoutException;

/** What a session of the core hears of its connection. */
final class SessionTaps {

  private SessionTaps() {}

  /**
   * A session gets its connection: the handshake is agreed on, though the server's answer may still
   * fail to be written. Called inside the upgrade, on its thread.
   */
  @OnReturn
  static void agreed(@Advice.This CoreSession session, @Advice.Argument(0) Connection connection) {
    UpgradeUnderWay upgrade = UpgradeUnderWay.current();
    Wire wire = upgrade == null ? null : upgrade.agreed();
    if (wire != null) {
      Handshakes.agreed(wire.handshake(), session);
      SessionState.attach(session, SessionState.onStream(wire, connection));
      wire.handshake().framework(Framework.of(session));
    }
  }

  /**
   * Something went wrong below the application. Also called after normal ends, with what Jetty has
   * to say to those still waiting.
   */
  @OnEnter
  static void connectionError(
      @Advice.This CoreSession session, @Advice.Argument(0) Throwable failure) {
    Wire wire = SessionState.session(session);
    if (wire == null) {
      return;
    }
    ExceededLimit.tell(wire, session, failure);
    if (failure instanceof WebSocketWriteTimeoutException) {
      long nanos = session.getWriteTimeout().toNanos();
      wire.sendStalled(nanos > 0 ? nanos : -1); // one frame may have had a limit of its own
    }
    if (!Failures.isOfTransport(failure)) {
      return;
    }
    if (wire instanceof StreamWire) {
      StreamClose.failed(wire, failure);
    } else {
      wire.readFailed(Failures.cause(failure)); // writes told theirs before
    }
  }

  /** A frame could not be handled: by Jetty, or by the application. */
  @OnEnter
  static void handlerError(
      @Advice.This CoreSession session, @Advice.Argument(0) Throwable failure) {
    Wire wire = SessionState.session(session);
    if (wire == null) {
      return;
    }
    ExceededLimit.tell(wire, session, failure);
    Throwable thrown = Failures.ofApplication(failure);
    if (thrown != null) {
      wire.handlerFailed(thrown);
    }
  }

  /**
   * This side closes the transport: told to, or because it had its end some other way. Nothing is
   * on the wire after that; a stream of HTTP/2 does not tell its connection so in older versions.
   */
  @OnEnter
  static void abort(@Advice.This Object session) {
    Wire wire = SessionState.session(session);
    if (wire != null) {
      wire.localClose();
    }
  }

  @OnExit
  static void abortDone(@Advice.This Object session) {
    Wire wire = SessionState.session(session);
    if (wire != null) {
      wire.closed();
    }
  }

  /**
   * The end of the peer's stream, if the connection was reading; else Jetty only says that it
   * closed.
   */
  @OnEnter
  static void eof(@Advice.This Object session) {
    Wire wire = SessionState.session(session);
    if (wire != null && CurrentRead.is(wire)) {
      wire.eof();
    }
  }
}
