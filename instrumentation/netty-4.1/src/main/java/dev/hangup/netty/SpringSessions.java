// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Spring on Reactor Netty, on either side; its types are known here by name only. */
final class SpringSessions {

  private static final String ADAPTER = "org.springframework.web.reactive.socket.adapter.";

  private static final @Nullable MethodHandle INBOUND = inboundOfASession();

  private SpringSessions() {}

  /** WebFlux makes a session of a connection. */
  @OnReturn
  static void made(@Advice.Argument(0) Object inbound) {
    Frameworks.name(inbound, "spring-webflux");
  }

  /** The gateway hands a session of its client on, and one to a server. */
  @OnEnter
  static void proxied(@Advice.Argument(0) Object session) throws Throwable {
    if (INBOUND != null) {
      Frameworks.name((Object) INBOUND.invokeExact(session), "spring-cloud-gateway");
    }
  }

  /** {@code session.getDelegate().getInbound()}; sessions of other stacks end in an exception. */
  private static @Nullable MethodHandle inboundOfASession() {
    try {
      ClassLoader loader = SpringSessions.class.getClassLoader();
      Class<?> session = Class.forName(ADAPTER + "AbstractWebSocketSession", false, loader);
      Class<?> connection =
          Class.forName(
              ADAPTER + "ReactorNettyWebSocketSession$WebSocketConnection", false, loader);
      Class<?> inbound =
          Class.forName("reactor.netty.http.websocket.WebsocketInbound", false, loader);
      MethodHandle delegate =
          StateField.lookup(session).findVirtual(session, "getDelegate", methodType(Object.class));
      MethodHandle in =
          StateField.lookup(connection).findVirtual(connection, "getInbound", methodType(inbound));
      return MethodHandles.filterReturnValue(delegate.asType(methodType(connection, session)), in)
          .asType(methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException | LinkageError e) {
      return null;
    }
  }
}
