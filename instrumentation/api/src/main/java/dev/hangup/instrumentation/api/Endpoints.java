// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import org.jspecify.annotations.Nullable;

/** What sits between a stack and the application, told by the class of the endpoint it makes. */
public final class Endpoints {

  private static final String JAVALIN = "io.javalin.";
  private static final String COMETD = "org.cometd.";

  private Endpoints() {}

  /** As {@code websocket.framework} names it; null where nothing is known to be between. */
  public static @Nullable String framework(@Nullable Object endpoint) {
    return endpoint == null ? null : framework(endpoint.getClass());
  }

  /** The same, where only its class is known. */
  public static @Nullable String framework(Class<?> endpoint) {
    if (endpoint.getName().startsWith(JAVALIN)) {
      return "javalin";
    }
    return isOfCometd(endpoint) ? "cometd" : Spring.framework(endpoint);
  }

  /** An application may have a class of its own made, which is one of CometD's too. */
  private static boolean isOfCometd(Class<?> endpoint) {
    for (Class<?> type = endpoint; type != null; type = type.getSuperclass()) {
      if (type.getName().startsWith(COMETD)) {
        return true;
      }
    }
    return false;
  }
}
