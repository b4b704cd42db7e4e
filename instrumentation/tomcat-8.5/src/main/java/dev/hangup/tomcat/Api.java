// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

import dev.hangup.instrumentation.api.ServletApi;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the Servlet and WebSocket APIs that a handshake is described by. They are {@code
 * javax} up to Tomcat 9 and {@code jakarta} from 10 on and otherwise alike, so they are called
 * through handles instead of being compiled against twice. Once per handshake, never per frame.
 */
final class Api {

  static final ServletApi SERVLETS =
      Objects.requireNonNull(ServletApi.of(MethodHandles.lookup(), Namespace.NAME));

  private static final MethodHandle PATH =
      method("server.ServerEndpointConfig", "getPath", methodType(String.class));
  private static final MethodHandle CODE_OF =
      method(
          "CloseReason",
          "getCloseCode",
          methodType(Namespace.type("websocket.CloseReason$CloseCode")));
  private static final MethodHandle CODE =
      method("CloseReason$CloseCode", "getCode", methodType(int.class));
  private static final MethodHandle PHRASE =
      method("CloseReason", "getReasonPhrase", methodType(String.class));

  private Api() {}

  /** Looked up for this class, for the reason that {@link ServletApi#of} gives. */
  private static MethodHandle method(String owner, String name, MethodType type) {
    try {
      MethodHandle method =
          MethodHandles.lookup().findVirtual(Namespace.type("websocket." + owner), name, type);
      MethodType erased = method.type().changeParameterType(0, Object.class);
      return method.asType(
          type.returnType().isPrimitive() || type.returnType() == String.class
              ? erased
              : erased.changeReturnType(Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // in the API since its first version
    }
  }

  /** A call with the method's own exceptions, which none of those above declares. */
  @FunctionalInterface
  private interface Call<T extends @Nullable Object> {
    T make() throws Throwable;
  }

  private static <T extends @Nullable Object> T call(Call<T> call) {
    try {
      return call.make();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static @Nullable String path(Object endpointConfig) {
    return call(() -> (@Nullable String) PATH.invokeExact(endpointConfig));
  }

  static int code(Object closeReason) {
    Object code = call(() -> (Object) CODE_OF.invokeExact(closeReason));
    return call(() -> (int) CODE.invokeExact(code));
  }

  static @Nullable String phrase(Object closeReason) {
    return call(() -> (@Nullable String) PHRASE.invokeExact(closeReason));
  }
}
