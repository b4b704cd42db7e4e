// SPDX-License-Identifier: Apache-2.0
package dev.hangup.ktor;

import io.ktor.server.application.ApplicationCall;
import java.lang.reflect.Method;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path an application has written for a route, of a call that was routed. */
final class Routes {

  /** What an object without words of its own says of itself. */
  private static final Pattern OBJECT = Pattern.compile("(\\w+\\.)+[\\w$]+@[0-9a-f]+");

  private Routes() {}

  /** Null where the call was not routed. The class of a call that was changed with 3.0. */
  static @Nullable String of(ApplicationCall call) {
    try {
      Method route = call.getClass().getMethod("getRoute");
      return path(String.valueOf(route.invoke(call)));
    } catch (ReflectiveOperationException notRouted) {
      return null;
    }
  }

  /** A route's name is its path, with a part for each condition that is no path. */
  static @Nullable String path(String route) {
    StringBuilder path = new StringBuilder();
    for (String part : route.split("/", -1)) {
      if (!part.isEmpty() && !part.startsWith("(") && !OBJECT.matcher(part).matches()) {
        path.append('/').append(part);
      }
    }
    return path.length() == 0 ? "/" : path.toString();
  }
}
