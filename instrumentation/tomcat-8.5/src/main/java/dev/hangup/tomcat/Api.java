// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the Servlet and WebSocket APIs that a handshake is described by. They are {@code
 * javax} up to Tomcat 9 and {@code jakarta} from 10 on and otherwise alike, so they are called
 * through handles instead of being compiled against twice. Once per handshake, never per frame.
 */
final class Api {

  private static final MethodHandle HEADER =
      request("getHeader", methodType(String.class, String.class));
  private static final MethodHandle ATTRIBUTE =
      request("getAttribute", methodType(Object.class, String.class));
  private static final MethodHandle URI = request("getRequestURI", methodType(String.class));
  private static final MethodHandle QUERY = request("getQueryString", methodType(String.class));
  private static final MethodHandle CONTEXT = request("getContextPath", methodType(String.class));
  private static final MethodHandle SERVLET = request("getServletPath", methodType(String.class));
  private static final MethodHandle PATH_INFO = request("getPathInfo", methodType(String.class));
  private static final MethodHandle SECURE = request("isSecure", methodType(boolean.class));
  private static final MethodHandle PEER = request("getRemoteAddr", methodType(String.class));
  private static final MethodHandle PEER_PORT = request("getRemotePort", methodType(int.class));
  private static final MethodHandle ASYNC = request("isAsyncStarted", methodType(boolean.class));
  private static final MethodHandle STATUS = response("getStatus", methodType(int.class));
  private static final MethodHandle ANSWERED =
      response("getHeader", methodType(String.class, String.class));
  private static final MethodHandle PATH =
      method("websocket.server.ServerEndpointConfig", "getPath", methodType(String.class));
  private static final MethodHandle CODE_OF =
      method(
          "websocket.CloseReason",
          "getCloseCode",
          methodType(Namespace.type("websocket.CloseReason$CloseCode")));
  private static final MethodHandle CODE =
      method("websocket.CloseReason$CloseCode", "getCode", methodType(int.class));
  private static final MethodHandle PHRASE =
      method("websocket.CloseReason", "getReasonPhrase", methodType(String.class));

  private Api() {}

  private static MethodHandle request(String name, MethodType type) {
    return method("servlet.http.HttpServletRequest", name, type);
  }

  private static MethodHandle response(String name, MethodType type) {
    return method("servlet.http.HttpServletResponse", name, type);
  }

  /**
   * Looked up for this class. Java 8 takes a public lookup for one of the bootstrap loader's, and
   * binds that to the first loader's idea of every type in a method's form: the next web
   * application's would clash with it.
   */
  private static MethodHandle method(String owner, String name, MethodType type) {
    try {
      MethodHandle method = MethodHandles.lookup().findVirtual(Namespace.type(owner), name, type);
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

  static @Nullable String header(Object request, String name) {
    return call(() -> (@Nullable String) HEADER.invokeExact(request, name));
  }

  static @Nullable Object attribute(Object request, String name) {
    return call(() -> (@Nullable Object) ATTRIBUTE.invokeExact(request, name));
  }

  /** With the query string, where there is one. */
  static @Nullable String target(Object request) {
    String path = call(() -> (@Nullable String) URI.invokeExact(request));
    String query = call(() -> (@Nullable String) QUERY.invokeExact(request));
    return query == null ? path : path + '?' + query;
  }

  /** Where the application's part of the path begins. */
  static String mount(Object request) {
    String context = call(() -> (@Nullable String) CONTEXT.invokeExact(request));
    return context == null ? "" : context;
  }

  /** Likewise, for what is mapped inside a servlet. */
  static String servletMount(Object request) {
    boolean mappedByPrefix = call(() -> (@Nullable String) PATH_INFO.invokeExact(request)) != null;
    String servlet = call(() -> (@Nullable String) SERVLET.invokeExact(request));
    return mappedByPrefix && servlet != null ? mount(request) + servlet : mount(request);
  }

  static boolean isSecure(Object request) {
    return call(() -> (boolean) SECURE.invokeExact(request));
  }

  static boolean isAsyncStarted(Object request) {
    return call(() -> (boolean) ASYNC.invokeExact(request));
  }

  static @Nullable String peer(Object request) {
    return call(() -> (@Nullable String) PEER.invokeExact(request));
  }

  static int peerPort(Object request) {
    return call(() -> (int) PEER_PORT.invokeExact(request));
  }

  static int status(Object response) {
    return call(() -> (int) STATUS.invokeExact(response));
  }

  static @Nullable String answered(Object response, String name) {
    return call(() -> (@Nullable String) ANSWERED.invokeExact(response, name));
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
