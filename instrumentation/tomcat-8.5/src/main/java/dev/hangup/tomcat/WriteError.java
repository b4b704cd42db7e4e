// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import net.bytebuddy.asm.Advice;
import org.apache.tomcat.websocket.WsRemoteEndpointImplBase;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/**
 * A write that nobody waits for is over; null is success. With an {@code EOFException} Tomcat only
 * clears away what was under way when it closed for another reason.
 */
final class WriteError {

  /** The tapped class inherits it, but cannot see it. */
  private static final MethodHandle SESSION = session();

  private WriteError() {}

  private static MethodHandle session() {
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
      Wire wire = Tapped.wire((WsSession) SESSION.invokeExact(endpoint));
      if (wire != null) {
        wire.writeFailed(failure);
      }
    }
  }
}
