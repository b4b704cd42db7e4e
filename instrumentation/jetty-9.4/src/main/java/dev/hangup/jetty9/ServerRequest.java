// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.Templates;
import dev.hangup.tap.Handshake;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServletRequest;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.jspecify.annotations.Nullable;

/** The request of an upgrade. */
final class ServerRequest {

  /** Where Jetty keeps what the path matched. */
  private static final String PATH_SPEC = PathSpec.class.getName();

  /** Where Spring keeps what the path matched. */
  private static final String SPRING_PATTERN =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?\\p{XDigit}*:[\\p{XDigit}:.]*]?");

  private static final Method DECLARATION = declaration();

  private ServerRequest() {}

  /** Inside the context of the application. */
  static Handshake described(HttpServletRequest request) {
    return described(request, route(request));
  }

  /** When it is over, and has left the context. */
  static Handshake describedAtItsEnd(HttpServletRequest request) {
    return described(
        request,
        request.getAttribute(SPRING_PATTERN) instanceof String pattern && isTelling(pattern)
            ? Templates.route(target(request), pattern)
            : null);
  }

  private static Handshake described(HttpServletRequest request, @Nullable String route) {
    Handshake handshake =
        Handshakes.server().target(target(request)).peer(peer(request)).route(route);
    for (String name : Handshake.wantedHeaders()) {
      handshake.header(name, request.getHeader(name));
    }
    return handshake;
  }

  private static String target(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query;
  }

  /** Null where Jetty was told to believe a name instead of an address. */
  private static @Nullable SocketAddress peer(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    return address != null && ADDRESS.matcher(address).matches() && request.getRemotePort() >= 0
        ? new InetSocketAddress(address, request.getRemotePort()) // asks no name server
        : null;
  }

  private static @Nullable String route(HttpServletRequest request) {
    String pattern = pattern(request);
    return pattern != null && pattern.startsWith("/")
        ? request.getContextPath() + pattern
        : pattern;
  }

  /** A pattern that matches everything tells nothing. */
  private static @Nullable String pattern(HttpServletRequest request) {
    if (request.getAttribute(PATH_SPEC) instanceof PathSpec spec && isTelling(declared(spec))) {
      return declared(spec);
    }
    if (request.getAttribute(SPRING_PATTERN) instanceof String pattern && isTelling(pattern)) {
      return pattern;
    }
    // A servlet mapped to a prefix; of other mappings the request does not know enough.
    String servlet = request.getServletPath();
    return request.getPathInfo() == null || servlet == null || servlet.isEmpty()
        ? null
        : servlet + "/*";
  }

  private static boolean isTelling(@Nullable String pattern) {
    return pattern != null
        && !pattern.isEmpty()
        && !pattern.equals("/")
        && !pattern.equals("/*")
        && !pattern.equals("/**");
  }

  /** A class first, an interface later: a call compiled for one would not link with the other. */
  private static @Nullable String declared(PathSpec spec) {
    try {
      return (String) DECLARATION.invoke(spec);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Method declaration() {
    try {
      return PathSpec.class.getMethod("getDeclaration");
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
