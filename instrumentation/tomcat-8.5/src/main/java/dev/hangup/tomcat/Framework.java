// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.Endpoints;
import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;

/** What sits between Tomcat and the application: told by the class of the endpoint it made. */
final class Framework {

  private static final MethodHandle ENDPOINT = endpoint();

  private Framework() {}

  private static MethodHandle endpoint() {
    try {
      return StateField.lookup(WsSession.class)
          .findGetter(WsSession.class, "localEndpoint", Namespace.type("websocket.Endpoint"))
          .asType(methodType(Object.class, WsSession.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }

  static @Nullable String of(WsSession session) throws Throwable {
    return Endpoints.framework((@Nullable Object) ENDPOINT.invokeExact(session));
  }
}
