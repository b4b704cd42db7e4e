// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A template of an application, found in the path of a request that has left the application's
 * context and does not know any more where in the path it begins.
 */
public final class Templates {

  private static final Pattern VARIABLE = Pattern.compile(".*[{*?].*");

  private Templates() {}

  /**
   * The template with what stands before it in the path; null where that cannot be told.
   *
   * @param target a path or a whole URI, perhaps with a query
   */
  public static @Nullable String route(@Nullable String target, String template) {
    if (target == null || !template.startsWith("/") || template.contains("**")) {
      return null;
    }
    String[] path = path(target).split("/", -1);
    String[] segments = template.split("/", -1);
    int before = path.length - segments.length;
    if (before < 0) {
      return null;
    }
    StringBuilder route = new StringBuilder();
    for (int i = 1; i <= before; i++) {
      route.append('/').append(path[i]);
    }
    for (int i = 1; i < segments.length; i++) {
      if (!VARIABLE.matcher(segments[i]).matches() && !segments[i].equals(path[before + i])) {
        return null;
      }
    }
    return route.append(template).toString();
  }

  /** A pattern that matches everything tells nothing of an endpoint. */
  public static boolean isTelling(@Nullable String pattern) {
    return pattern != null
        && !pattern.isEmpty()
        && !pattern.equals("/")
        && !pattern.equals("/*")
        && !pattern.equals("/**");
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    int authority = path.indexOf("://");
    int slash = authority < 0 ? 0 : path.indexOf('/', authority + "://".length());
    return slash < 0 ? "" : path.substring(slash);
  }
}
