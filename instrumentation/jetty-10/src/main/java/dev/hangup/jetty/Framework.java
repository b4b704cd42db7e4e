// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.Endpoints;
import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.jspecify.annotations.Nullable;

/**
 * What sits between Jetty and the application: told by the class of the endpoint it made. Every
 * layer above the core (Jetty's own API, that of each EE level) keeps it in a field of one name.
 */
final class Framework {

  private static final String ENDPOINT = "endpointInstance";

  private static final MethodHandle HANDLER = handler();

  /** By the layer's class: looked up once, and gone with it. */
  private static final ClassValue<Endpoint> ENDPOINTS =
      new ClassValue<>() {
        @Override
        protected Endpoint computeValue(Class<?> layer) {
          return new Endpoint(getter(layer));
        }
      };

  /** {@code (Object)Object}, null where the layer keeps none. */
  private record Endpoint(@Nullable MethodHandle getter) {}

  private Framework() {}

  /** Null where nothing is known to be between. */
  static @Nullable String of(Object session) {
    return Endpoints.framework(endpoint(session));
  }

  private static @Nullable Object endpoint(Object session) {
    try {
      Object handler = (Object) HANDLER.invokeExact(session);
      MethodHandle getter = ENDPOINTS.get(handler.getClass()).getter();
      return getter == null ? null : (@Nullable Object) getter.invokeExact(handler);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // fields, which throw nothing
    }
  }

  private static MethodHandle handler() {
    try {
      return StateField.lookup(SessionState.SESSION_CLASS)
          .findGetter(SessionState.SESSION_CLASS, "handler", FrameHandler.class)
          .asType(methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }

  private static @Nullable MethodHandle getter(Class<?> layer) {
    for (Class<?> type = layer; type != null && type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(ENDPOINT)) {
          return getter(field);
        }
      }
    }
    return null;
  }

  private static @Nullable MethodHandle getter(Field field) {
    try {
      return StateField.lookup(field.getDeclaringClass())
          .unreflectGetter(field)
          .asType(methodType(Object.class, Object.class));
    } catch (IllegalAccessException closedModule) {
      return null;
    }
  }
}
