// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.Spring;
import dev.hangup.instrumentation.api.Templates;
import dev.hangup.tap.Handshake;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.jspecify.annotations.Nullable;

/** The request of an upgrade. */
abstract class ServerRequest {

  /** Where Jetty keeps what the path matched. */
  private static final String PATH_SPEC = PathSpec.class.getName();

  /** A class with servlets, before Jetty 12, and an interface without since. */
  static final String JETTYS = "org.eclipse.jetty.server.Request";

  static ServerRequest of(Object request) {
    return CoreRequest.isOne(request) ? new CoreRequest(request) : ServletRequest.of(request);
  }

  /** Jetty's own request behind what an application or a filter made of it; null where unknown. */
  static @Nullable Object jettys(Object request) {
    return CoreRequest.isOne(request)
        ? CoreRequest.jettys(request)
        : ServletRequest.jettys(request);
  }

  /** What was asked for: a path or a whole URI, perhaps with a query. */
  abstract @Nullable String target();

  /** Adds who asks, for what, and with which headers. */
  abstract Handshake describe(Handshake handshake);

  abstract @Nullable Object attribute(String name);

  /** Empty for the root. */
  abstract String contextPath();

  /** The servlet request there is, or is behind this one. */
  abstract @Nullable Object servletRequest();

  abstract @Nullable String method();

  /** As streams of HTTP/2 ask, RFC 8441. */
  boolean isConnect() {
    return "CONNECT".equals(method());
  }

  /** Inside the context of the application. */
  Handshake described() {
    return described(route());
  }

  /** When it is over, and has left the context. */
  Handshake describedAtItsEnd() {
    return described(
        attribute(Spring.PATTERN) instanceof String pattern && Templates.isTelling(pattern)
            ? Templates.route(target(), pattern)
            : null);
  }

  private Handshake described(@Nullable String route) {
    Handshake handshake = describe(Handshakes.server()).route(route);
    return isConnect() ? handshake.overHttp2() : handshake;
  }

  private @Nullable String route() {
    String pattern = pattern();
    return pattern != null && pattern.startsWith("/") ? contextPath() + pattern : pattern;
  }

  /** A pattern that matches everything tells nothing. */
  private @Nullable String pattern() {
    if (attribute(PATH_SPEC) instanceof PathSpec spec
        && Templates.isTelling(spec.getDeclaration())) {
      return spec.getDeclaration();
    }
    if (attribute(Spring.PATTERN) instanceof String pattern && Templates.isTelling(pattern)) {
      return pattern;
    }
    String servlet = ServletRequest.pattern(servletRequest());
    return Templates.isTelling(servlet) ? servlet : null;
  }
}
