// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import java.lang.reflect.InvocationTargetException;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;

/** A method annotated with {@code OnMessage} threw, and {@code OnError} is about to hear of it. */
final class PojoMessageFailure {

  private PojoMessageFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(
      @Advice.FieldValue("session") Object session,
      @Advice.Argument(0) InvocationTargetException thrown) {
    Wire wire = session instanceof WsSession tomcats ? Tapped.wire(tomcats) : null;
    Throwable cause = thrown.getCause();
    if (wire != null && cause != null) {
      wire.handlerFailed(cause);
    }
  }
}
