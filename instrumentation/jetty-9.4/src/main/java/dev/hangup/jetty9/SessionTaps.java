// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.UpgradeUnderWay;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.common.io.AbstractWebSocketConnection;
import org.jspecify.annotations.Nullable;

/** What a session hears of its connection, and of its endpoint. */
final class SessionTaps {

  private SessionTaps() {}

  /**
   * A session gets the request it was made for: both sides agree, though the server's answer may
   * still fail to be written. Called inside the upgrade, on its thread.
   */
  @OnReturn
  static void agreed(
      @Advice.FieldValue("connection") Object connection,
      @Advice.FieldValue("websocket") @Nullable Object driver) {
    UpgradeUnderWay upgrade = UpgradeUnderWay.current();
    Wire wire = upgrade == null ? null : upgrade.agreed();
    if (wire != null && connection instanceof AbstractWebSocketConnection agreed) {
      SessionState.attach(agreed, wire);
      wire.handshake().framework(Framework.of(driver));
    }
  }

  /**
   * A connection is closed over an exception: a violation, a limit, or what the application threw.
   */
  @OnEnter
  static void connectionError(
      @Advice.This Object connection, @Advice.Argument(0) Throwable failure) {
    tell(SessionState.connection(connection), failure);
  }

  static void tell(@Nullable Wire wire, Throwable failure) {
    if (wire == null) {
      return;
    }
    ExceededLimit.tell(wire, failure);
    Throwable thrown = Failures.ofApplication(failure);
    if (thrown != null) {
      wire.handlerFailed(thrown);
    }
  }

  /** The application is told of an exception, which may have been its own. */
  @OnEnter
  static void sessionError(
      @Advice.FieldValue("connection") Object connection, @Advice.Argument(0) Throwable failure) {
    tell(SessionState.connection(connection), failure);
  }

  /** The application's handler threw, and Jetty is about to close over it. */
  @OnEnter
  static void unhandled(
      @Advice.FieldValue("session") @Nullable WebSocketSession session,
      @Advice.Argument(0) Throwable failure) {
    if (session != null) {
      tell(SessionState.connection(session.getConnection()), failure);
    }
  }
}
