// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.tap.Wire;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/** What Tomcat does to a session for reasons of its own. */
final class Sessions {

  private static final String READ_IDLE = "org.apache.tomcat.websocket.READ_IDLE_TIMEOUT_MS";
  private static final String WRITE_IDLE = "org.apache.tomcat.websocket.WRITE_IDLE_TIMEOUT_MS";

  private Sessions() {}

  /**
   * The session is closed from this side. Who closes on behalf of the application gives one reason;
   * where Tomcat tells the application another one than the peer, it closes for reasons of its own:
   * idleness, or a send it gave up. Told before its Close frame, which is then sent to the dead. A
   * send that failed has been told when it did.
   */
  @OnEnter
  static void close(
      @Advice.This WsSession session,
      @Advice.Argument(0) Object told,
      @Advice.Argument(1) Object toApplication) {
    if (told == toApplication) {
      return;
    }
    SessionConnection tapped = SessionConnection.of(session);
    if (tapped == null || tapped.isCloseSent()) {
      return;
    }
    if (tapped.isExpiring()) {
      idle(tapped.wire(), session);
    } else if (session.isOpen() && Sends.isNotSentInTime(Api.phrase(told))) {
      // Else it is the Close frame that has not had its turn.
      Sends.givenUp(tapped.wire(), Sends.blockingLimit(session));
    }
  }

  /** Three limits may be set and which one fired is not said: the shortest is the likeliest. */
  private static void idle(Wire wire, WsSession session) {
    Map<String, Object> properties = session.getUserProperties();
    long limit = session.getMaxIdleTimeout();
    String setting = "Session.setMaxIdleTimeout";
    for (String name : new String[] {READ_IDLE, WRITE_IDLE}) {
      long other = millis(properties.get(name));
      if (other > 0 && (limit <= 0 || other < limit)) {
        limit = other;
        setting = name;
      }
    }
    wire.idle(TimeUnit.MILLISECONDS.toNanos(limit), setting);
  }

  private static long millis(@Nullable Object value) {
    return value instanceof Long millis ? millis : 0;
  }

  /** Tomcat looks, every few seconds, whether the session has been idle for too long. */
  @OnEnter
  static @Nullable Object expire(@Advice.This WsSession session) {
    SessionConnection tapped = SessionConnection.of(session);
    if (tapped != null) {
      tapped.expiring(true);
    }
    return tapped;
  }

  @OnExit
  static void expireDone(@Advice.Enter @Nullable Object tapped) {
    if (tapped != null) {
      ((SessionConnection) tapped).expiring(false);
    }
  }
}
