// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A servlet's request, of {@code javax} or {@code jakarta}: what Jetty 10 and 11 answer. */
final class ServletRequest extends ServerRequest {

  private static final Methods JAVAX = Methods.of("javax");
  private static final Methods JAKARTA = Methods.of("jakarta");

  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?\\p{XDigit}*:[\\p{XDigit}:.]*]?");

  private final Object request;
  private final Methods methods;

  ServletRequest(Object request) {
    this.request = request;
    this.methods = methods(request);
  }

  /** Those of one namespace; none where the application does not have it. */
  private record Methods(
      @Nullable Class<?> type,
      @Nullable Method uri,
      @Nullable Method query,
      @Nullable Method peer,
      @Nullable Method peerPort,
      @Nullable Method header,
      @Nullable Method attribute,
      @Nullable Method contextPath,
      @Nullable Method mapping,
      @Nullable Method pattern,
      @Nullable Method method) {

    private static final Methods NONE =
        new Methods(null, null, null, null, null, null, null, null, null, null, null);

    static Methods of(String namespace) {
      String http = namespace + ".servlet.http.Http";
      Class<?> request = ByName.type(http + "ServletRequest");
      Class<?> mapping = ByName.type(http + "ServletMapping");
      return request == null || mapping == null
          ? NONE
          : new Methods(
              request,
              ByName.method(request, "getRequestURI"),
              ByName.method(request, "getQueryString"),
              ByName.method(request, "getRemoteAddr"),
              ByName.method(request, "getRemotePort"),
              ByName.method(request, "getHeader", String.class),
              ByName.method(request, "getAttribute", String.class),
              ByName.method(request, "getContextPath"),
              ByName.method(request, "getHttpServletMapping"),
              ByName.method(mapping, "getPattern"),
              ByName.method(request, "getMethod"));
    }

    boolean fit(Object request) {
      return type != null && type.isInstance(request);
    }
  }

  private static Methods methods(Object request) {
    return JAVAX.fit(request) ? JAVAX : JAKARTA;
  }

  /** Jetty's own request; there is none of this kind from Jetty 12 on. */
  private static final class Jettys {
    static final Class<?> REQUEST = Objects.requireNonNull(ByName.type(JETTYS));
    static final @Nullable Method BASE = base();

    private static @Nullable Method base() {
      for (Methods methods : new Methods[] {JAVAX, JAKARTA}) {
        Class<?> http = methods.type();
        Class<?> servlets = http == null ? null : http.getInterfaces()[0];
        if (servlets != null && servlets.isAssignableFrom(REQUEST)) {
          return ByName.method(REQUEST, "getBaseRequest", servlets);
        }
      }
      return null;
    }
  }

  static @Nullable Object jettys(Object request) {
    return called(Jettys.BASE, Jettys.REQUEST, request);
  }

  /** Null where there is no request, or no servlet it was mapped to. */
  static @Nullable String pattern(@Nullable Object request) {
    if (request == null) {
      return null;
    }
    Methods methods = methods(request);
    Object mapping = methods.fit(request) ? called(methods.mapping(), request) : null;
    return mapping != null && called(methods.pattern(), mapping) instanceof String pattern
        ? pattern
        : null;
  }

  private static @Nullable Object called(
      @Nullable Method method, Object receiver, Object... arguments) {
    return method == null ? null : ByName.call(method, receiver, arguments);
  }

  @Override
  @Nullable String target() {
    Object uri = called(methods.uri(), request);
    Object query = called(methods.query(), request);
    return query == null ? (String) uri : uri + "?" + query;
  }

  /** Null where Jetty was told to believe a name instead of an address. */
  @Override
  @Nullable SocketAddress peer() {
    if (called(methods.peer(), request) instanceof String address
        && ADDRESS.matcher(address).matches()
        && called(methods.peerPort(), request) instanceof Integer port
        && port >= 0) {
      return new InetSocketAddress(address, port); // asks no name server about an address
    }
    return null;
  }

  @Override
  @Nullable String header(String name) {
    return (String) called(methods.header(), request, name);
  }

  @Override
  @Nullable Object attribute(String name) {
    return called(methods.attribute(), request, name);
  }

  @Override
  String contextPath() {
    return called(methods.contextPath(), request) instanceof String path ? path : "";
  }

  @Override
  Object servletRequest() {
    return request;
  }

  @Override
  @Nullable String method() {
    return (String) called(methods.method(), request);
  }
}
