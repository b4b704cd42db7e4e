// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Handshake;
import java.lang.reflect.Method;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Jetty's own request, which from Jetty 12 on is an interface of its own. */
final class CoreRequest extends ServerRequest {

  private static final @Nullable Class<?> TYPE = type();

  /** Where Jetty's servlet layers keep the request they were given. */
  private static final String WRAPPED = "org.eclipse.jetty.websocket.wrappedRequest";

  private final Object request;

  CoreRequest(Object request) {
    this.request = request;
  }

  private static @Nullable Class<?> type() {
    Class<?> type = ByName.type(JETTYS);
    return type != null && type.isInterface() ? type : null;
  }

  static boolean isOne(Object request) {
    return TYPE != null && TYPE.isInstance(request);
  }

  static @Nullable Object jettys(Object request) {
    return ByName.call(Methods.UNWRAPPED, null, request);
  }

  /** Loaded where there is one of these requests. */
  private static final class Methods {
    static final Class<?> REQUEST = Objects.requireNonNull(TYPE);
    static final Method UNWRAPPED = ByName.method(REQUEST, "unWrap", REQUEST);
    static final Method METHOD = ByName.method(REQUEST, "getMethod");
    static final Method ATTRIBUTE = ByName.method(REQUEST, "getAttribute", String.class);
    static final Method TARGET = ByName.method(REQUEST, "getHttpURI");
    static final Method TRANSPORT = ByName.method(REQUEST, "getConnectionMetaData");
    static final Method PEER = ByName.method(TRANSPORT.getReturnType(), "getRemoteSocketAddress");
    static final Method CONTEXT_PATH = ByName.method(REQUEST, "getContextPath", REQUEST);
  }

  @Override
  @Nullable String target() {
    return String.valueOf(ByName.call(Methods.TARGET, request));
  }

  @Override
  Handshake describe(Handshake handshake) {
    Object transport = ByName.call(Methods.TRANSPORT, request);
    Object peer = ByName.call(Methods.PEER, Objects.requireNonNull(transport));
    return handshake
        .target(target())
        .requestLine(method(), null)
        .peer((SocketAddress) peer)
        .headers(WebSocketHeaders.of(request)::get);
  }

  @Override
  @Nullable Object attribute(String name) {
    return ByName.call(Methods.ATTRIBUTE, request, name);
  }

  @Override
  String contextPath() {
    return ByName.call(Methods.CONTEXT_PATH, null, request) instanceof String path
            && !path.equals("/")
        ? path
        : "";
  }

  @Override
  @Nullable Object servletRequest() {
    return attribute(WRAPPED);
  }

  @Override
  @Nullable String method() {
    return (String) ByName.call(Methods.METHOD, request);
  }
}
