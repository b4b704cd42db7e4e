// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.tap.Wire;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsSession;

/** A method annotated with {@code OnOpen} or {@code OnClose} threw. */
final class PojoFailure {

  private PojoFailure() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.Argument(0) Object session, @Advice.Argument(1) Throwable thrown) {
    if (session instanceof WsSession tomcats) {
      Wire wire = Tapped.wire(tomcats);
      if (wire != null) {
        wire.handlerFailed(thrown);
      }
    }
  }
}
