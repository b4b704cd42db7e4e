// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns paths into routes of low cardinality: the stack's template, else the user's pattern, else
 * the path with segments that look like ids replaced. At most {@link #MOST} different ones, then
 * {@link #OTHER}.
 */
final class Routes {

  static final int MOST = 100;
  static final String OTHER = "{other}";

  private static final String ID = "{id}";
  private static final int LONGEST = 200;
  private static final int LONGEST_WORD = 40;

  private final List<String[]> patterns;
  private final List<String> names;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  Routes(List<String> patterns) {
    this.names = patterns;
    this.patterns = patterns.stream().map(Routes::segments).toList();
  }

  /** {@code template} is the stack's own, where it has one. Null where nothing is known. */
  @Nullable String of(@Nullable String path, @Nullable String template) {
    if (template != null && !template.isEmpty()) {
      return bounded(template);
    }
    if (path == null || path.isEmpty()) {
      return null;
    }
    String plain = withoutParameters(path);
    String[] segments = segments(plain);
    for (int i = 0; i < patterns.size(); i++) {
      if (matches(patterns.get(i), segments)) {
        return bounded(names.get(i));
      }
    }
    return plain.length() > LONGEST ? OTHER : bounded(folded(segments));
  }

  private String bounded(String route) {
    if (known.contains(route)) {
      return route;
    }
    // Two threads may both find room for the last one: a route more or less does no harm.
    if (known.size() >= MOST) {
      return OTHER;
    }
    known.add(route);
    return route;
  }

  /**
   * A last {@code *} stands for one or more segments, any other {@code *} and {@code {name}} for
   * one.
   */
  private static boolean matches(String[] pattern, String[] path) {
    boolean open = pattern.length > 0 && pattern[pattern.length - 1].equals("*");
    if (open ? path.length < pattern.length : path.length != pattern.length) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      String wanted = pattern[i];
      boolean any = wanted.equals("*") || (wanted.startsWith("{") && wanted.endsWith("}"));
      if (!any && !wanted.equals(path[i])) {
        return false;
      }
    }
    return true;
  }

  private static String folded(String[] segments) {
    StringBuilder route = new StringBuilder();
    boolean sockJs = isSockJs(segments);
    for (int i = 0; i < segments.length; i++) {
      boolean sockJsId = sockJs && (i == segments.length - 2 || i == segments.length - 3);
      route.append('/').append(sockJsId || looksLikeId(segments[i]) ? ID : segments[i]);
    }
    return route.isEmpty() ? "/" : route.toString();
  }

  /** SockJS makes up two segments of its own: {@code /prefix/server/session/websocket}. */
  private static boolean isSockJs(String[] segments) {
    int last = segments.length - 1;
    return last >= 2
        && segments[last].equals("websocket")
        && Ids.NUMBER.matcher(segments[last - 2]).matches();
  }

  static boolean looksLikeId(String segment) {
    return segment.length() > LONGEST_WORD
        || segment.indexOf('@') >= 0
        || segment.indexOf('%') >= 0
        || Ids.NUMBER.matcher(segment).matches()
        || Ids.UUID.matcher(segment).matches()
        || Ids.HEX.matcher(segment).matches()
        || Ids.PREFIXED_NUMBER.matcher(segment).matches()
        || Ids.TOKEN.matcher(segment).matches();
  }

  /** Path parameters ({@code ;jsessionid=…}) name a session, never a route. */
  private static String withoutParameters(String path) {
    return path.indexOf(';') < 0 ? path : path.replaceAll(";[^/]*", "");
  }

  private static String[] segments(String path) {
    String inner = path.startsWith("/") ? path.substring(1) : path;
    if (inner.endsWith("/")) {
      inner = inner.substring(0, inner.length() - 1);
    }
    return inner.isEmpty() ? new String[0] : inner.split("/", -1);
  }

  /**
   * What ids look like. Not needed before the first connection, so not made when the agent starts.
   */
  private static final class Ids {
    static final Pattern UUID =
        Pattern.compile(
            "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");
    static final Pattern HEX = Pattern.compile("(?=.*\\d)\\p{XDigit}{8,}");
    static final Pattern NUMBER = Pattern.compile("[+-]?\\d[\\d.,:_-]*");
    static final Pattern TOKEN = Pattern.compile("(?=.*\\d)(?=.*[A-Za-z])[A-Za-z0-9_.~=-]{16,}");
    static final Pattern PREFIXED_NUMBER = Pattern.compile("[A-Za-z]{1,12}[-_:]?\\d{3,}");
  }
}
