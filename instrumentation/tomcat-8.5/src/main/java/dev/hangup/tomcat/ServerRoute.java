// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.instrumentation.api.Spring;
import dev.hangup.instrumentation.api.StateField;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.jspecify.annotations.Nullable;

/** The route of a request for an upgrade, where somebody mapped it. */
final class ServerRoute {

  /**
   * The endpoints at paths without a variable, by path. Asked directly: the container's own way of
   * looking one up ends the time in which endpoints may be added.
   */
  private static final MethodHandle CONSTANT_PATHS = constantPaths();

  private ServerRoute() {}

  private static MethodHandle constantPaths() {
    try {
      return StateField.lookup(WsServerContainer.class)
          .findGetter(WsServerContainer.class, "configExactMatchMap", Map.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // there in every version
    }
  }

  /**
   * The template, below where the application is mounted. A path without a variable is one of an
   * endpoint's only where the container has an endpoint there: frameworks that map requests
   * themselves put the request's own path there.
   */
  static @Nullable String of(WsServerContainer container, Object request, Object endpointConfig)
      throws Throwable {
    Object pattern = Api.SERVLETS.attribute(request, Spring.PATTERN);
    if (pattern != null) {
      return Api.SERVLETS.servletPath(request) + pattern;
    }
    String path = Api.path(endpointConfig);
    boolean known =
        path != null
            && (path.indexOf('{') >= 0
                || ((Map<?, ?>) CONSTANT_PATHS.invokeExact(container)).containsKey(path));
    return known ? Api.SERVLETS.contextPath(request) + path : null;
  }
}
