// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.ServletApi;
import dev.hangup.instrumentation.api.Spring;
import dev.hangup.instrumentation.api.Templates;
import dev.hangup.tap.Handshake;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.Objects;
import javax.servlet.http.HttpServletRequest;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.jspecify.annotations.Nullable;

/** The request of an upgrade. */
final class ServerRequest {

  /** Where Jetty keeps what the path matched. */
  private static final String PATH_SPEC = PathSpec.class.getName();

  private static final ServletApi SERVLETS =
      Objects.requireNonNull(ServletApi.of(MethodHandles.lookup(), "javax"));

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
        request.getAttribute(Spring.PATTERN) instanceof String pattern
                && Templates.isTelling(pattern)
            ? Templates.route(SERVLETS.target(request), pattern)
            : null);
  }

  private static Handshake described(HttpServletRequest request, @Nullable String route) {
    return SERVLETS.describe(Handshakes.server(), request).route(route);
  }

  private static @Nullable String route(HttpServletRequest request) {
    String pattern = pattern(request);
    return pattern != null && pattern.startsWith("/")
        ? request.getContextPath() + pattern
        : pattern;
  }

  /** A pattern that matches everything tells nothing. */
  private static @Nullable String pattern(HttpServletRequest request) {
    if (request.getAttribute(PATH_SPEC) instanceof PathSpec spec
        && Templates.isTelling(declared(spec))) {
      return declared(spec);
    }
    if (request.getAttribute(Spring.PATTERN) instanceof String pattern
        && Templates.isTelling(pattern)) {
      return pattern;
    }
    return SERVLETS.prefixPattern(request); // of other mappings the request does not know enough
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
