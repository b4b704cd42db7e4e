// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.jetty.common.StreamWire;
import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.exception.WebSocketWriteTimeoutException;

/**
 * Something went wrong below the application. Also called after normal ends, with what Jetty has to
 * say to those still waiting.
 */
final class ConnectionError {

  private ConnectionError() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This CoreSession session, @Advice.Argument(0) Throwable failure) {
    Wire wire = Tapped.session(session);
    if (wire == null) {
      return;
    }
    Limits.tell(wire, session, failure);
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
}
