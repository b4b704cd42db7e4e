// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Handshake;
import java.net.SocketAddress;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.jspecify.annotations.Nullable;

/** The request of an upgrade, and its response. */
abstract class ServerRequest {

  /** Where Jetty keeps what the path matched. */
  private static final String PATH_SPEC = PathSpec.class.getName();

  /** Where Spring keeps what the path matched. */
  private static final String SPRING_PATTERN =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  private static final int INTERNAL_ERROR = 500;

  static ServerRequest of(Object request, Object response) {
    return CoreRequest.isOne(request)
        ? new CoreRequest(request, response)
        : new ServletRequest(request, response);
  }

  /** What was asked for: a path or a whole URI, perhaps with a query. */
  abstract @Nullable String target();

  abstract @Nullable SocketAddress peer();

  abstract @Nullable String header(String name);

  abstract @Nullable Object attribute(String name);

  /** Empty for the root. */
  abstract String contextPath();

  /** The servlet request there is, or is behind this one. */
  abstract @Nullable Object servletRequest();

  /** Of the response so far. */
  abstract int status();

  boolean isUpgrade() {
    return header("Sec-WebSocket-Version") != null;
  }

  /** What the response's status is or will be; {@code thrown} is on its way to Jetty. */
  int status(@Nullable Throwable thrown) {
    if (thrown == null) {
      return status();
    }
    int named = HttpErrors.status(thrown);
    return named > 0 ? named : INTERNAL_ERROR;
  }

  Handshake described() {
    Handshake handshake = Described.server().target(target()).peer(peer()).route(route());
    for (String name : Handshake.wantedHeaders()) {
      handshake.header(name, header(name));
    }
    return handshake;
  }

  private @Nullable String route() {
    String pattern = pattern();
    return pattern != null && pattern.startsWith("/") ? contextPath() + pattern : pattern;
  }

  /** A pattern that matches everything tells nothing. */
  private @Nullable String pattern() {
    if (attribute(PATH_SPEC) instanceof PathSpec spec && isTelling(spec.getDeclaration())) {
      return spec.getDeclaration();
    }
    if (attribute(SPRING_PATTERN) instanceof String pattern && isTelling(pattern)) {
      return pattern;
    }
    String servlet = ServletRequest.pattern(servletRequest());
    return isTelling(servlet) ? servlet : null;
  }

  private static boolean isTelling(@Nullable String pattern) {
    return pattern != null
        && !pattern.isEmpty()
        && !pattern.equals("/")
        && !pattern.equals("/*")
        && !pattern.equals("/**");
  }
}
