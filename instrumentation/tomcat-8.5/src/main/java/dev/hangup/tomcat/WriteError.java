// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.StateField;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * A server's write that nobody waits for is over; null is success. With an {@code EOFException}
 * Tomcat only clears away what was under way when it closed for another reason.
 */
final class WriteError {

  /** The tapped class inherits it, but cannot see it. */
  private static final MethodHandle SESSION = sessionOf();

  private WriteError() {}

  private static MethodHandle sessionOf() {
    try {
      return StateField.lookup(WsRemoteEndpointImplBase.class)
          .findGetter(WsRemoteEndpointImplBase.class, "wsSession", WsSession.class)
          .asType(methodType(WsSession.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // read by other advice of ours in every version
    }
  }

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This Object endpoint, @Advice.Argument(0) @Nullable Throwable failure)
      throws Throwable {
    if (failure instanceof IOException && !(failure instanceof EOFException)) {
      WsSession session = session(endpoint);
      Tapped tapped = Tapped.of(session);
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
}
