// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.ServletApi;
import dev.hangup.tap.Handshake;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A servlet's request, of {@code javax} or {@code jakarta}: what Jetty 10 and 11 answer. */
final class ServletRequest extends ServerRequest {

  private static final @Nullable ServletApi JAVAX = ServletApi.of(MethodHandles.lookup(), "javax");
  private static final @Nullable ServletApi JAKARTA =
      ServletApi.of(MethodHandles.lookup(), "jakarta");

  private final Object request;
  private final ServletApi api;

  private ServletRequest(Object request, ServletApi api) {
    this.request = request;
    this.api = api;
  }

  static ServletRequest of(Object request) {
    return new ServletRequest(request, Objects.requireNonNull(api(request)));
  }

  /** Null where it is no servlet's request. */
  private static @Nullable ServletApi api(Object request) {
    if (JAVAX != null && JAVAX.requestType().isInstance(request)) {
      return JAVAX;
    }
    return JAKARTA != null && JAKARTA.requestType().isInstance(request) ? JAKARTA : null;
  }

  /** Jetty's own request; there is none of this kind from Jetty 12 on. */
  private static final class Jettys {
    static final Class<?> REQUEST = Objects.requireNonNull(ByName.type(JETTYS));
    static final @Nullable Method BASE = base();

    private static @Nullable Method base() {
      for (ServletApi api : new @Nullable ServletApi[] {JAVAX, JAKARTA}) {
        Class<?> servlets = api == null ? null : api.requestType().getInterfaces()[0];
        if (servlets != null && servlets.isAssignableFrom(REQUEST)) {
          return ByName.method(REQUEST, "getBaseRequest", servlets);
        }
      }
      return null;
    }
  }

  static @Nullable Object jettys(Object request) {
    return Jettys.BASE == null ? null : ByName.call(Jettys.BASE, Jettys.REQUEST, request);
  }

  /** Null where there is no request, or no servlet it was mapped to. */
  static @Nullable String pattern(@Nullable Object request) {
    ServletApi api = request == null ? null : api(request);
    return api == null || request == null ? null : api.pattern(request);
  }

  @Override
  Handshake describe(Handshake handshake) {
    return api.describe(handshake, request);
  }

  @Override
  @Nullable String target() {
    return api.target(request);
  }

  @Override
  @Nullable Object attribute(String name) {
    return api.attribute(request, name);
  }

  @Override
  String contextPath() {
    return api.contextPath(request);
  }

  @Override
  Object servletRequest() {
    return request;
  }

  @Override
  @Nullable String method() {
    return api.method(request);
  }
}
