// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import org.jspecify.annotations.Nullable;

/** Spring between a stack and the application, told by the class of the endpoint it makes. */
public final class Spring {

  /** The request attribute in which Spring MVC leaves the pattern that a path matched. */
  public static final String PATTERN =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  private Spring() {}

  /** As {@code websocket.framework} names it; null where the endpoint is none of Spring's. */
  public static @Nullable String framework(@Nullable Object endpoint) {
    return endpoint == null ? null : framework(endpoint.getClass());
  }

  /** The same, where only its class is known. */
  public static @Nullable String framework(Class<?> endpoint) {
    String name = endpoint.getName();
    if (name.startsWith("org.springframework.web.reactive.")) {
      return "spring-webflux";
    }
    return name.startsWith("org.springframework.") ? "spring" : null;
  }
}
