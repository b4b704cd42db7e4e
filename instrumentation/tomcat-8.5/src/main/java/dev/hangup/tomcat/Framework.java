// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

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
    Object endpoint = (@Nullable Object) ENDPOINT.invokeExact(session);
    String name = endpoint == null ? "" : endpoint.getClass().getName();
    if (name.startsWith("org.springframework.web.reactive.")) {
      return "spring-webflux";
    }
    return name.startsWith("org.springframework.") ? "spring" : null;
  }
}
