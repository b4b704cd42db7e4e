// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns paths into routes of low cardinality: the stack's template, else the user's pattern, else
 * the path with segments that look like ids replaced. The first two the application made, so there
 * are only so many. Of the last, which strangers make, {@link #MOST} different ones are given out,
 * to connections that opened, and then {@link #OTHER}: who only asks and is refused takes no place.
 */
final class Routes {

  static final int MOST = 100;
  static final String OTHER = "{other}";

  /** No application has as many. A stack that takes paths for templates would fill the memory. */
  static final int MOST_TEMPLATES = 1000;

  private static final String ID = "{id}";
  private static final int LONGEST = 200;
  private static final int LONGEST_WORD = 40;

  private final List<String[]> patterns;
  private final List<String> names;
  private final Distinct templates = new Distinct(MOST_TEMPLATES);
  private final Distinct paths = new Distinct(MOST);

  /** The first so many different ones. */
  private static final class Distinct {
    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    Distinct(int most) {
      this.most = most;
    }

    boolean has(String route) {
      return known.contains(route);
    }

    String orOther(String route) {
      return has(route) || takes(route) ? route : OTHER;
    }

    private synchronized boolean takes(String route) {
      return known.size() < most ? known.add(route) || has(route) : has(route);
    }
  }

  Routes(List<String> patterns) {
    this.names = patterns;
    this.patterns = patterns.stream().map(Routes::segments).toList();
  }

  /** What keeps a pattern from matching any path, or null. */
  static @Nullable String wrongWith(String pattern) {
    if (!pattern.startsWith("/")) {
      return "it does not start with /";
    }
    if (pattern.indexOf('?') >= 0 || pattern.indexOf('#') >= 0) {
      return "a path has no query and no fragment";
    }
    if (pattern.length() > LONGEST) {
      return "it is longer than " + LONGEST + " characters";
    }
    for (String segment : segments(pattern)) {
      boolean name = segment.startsWith("{") && segment.endsWith("}") && segment.length() > 2;
      String inner = name ? segment.substring(1, segment.length() - 1) : segment;
      if (inner.indexOf('{') >= 0 || inner.indexOf('}') >= 0) {
        return "braces go around a whole segment";
      }
      if (!segment.equals("*") && segment.indexOf('*') >= 0) {
        return "a * stands for whole segments only";
      }
      if (segment.isEmpty() && !pattern.equals("/")) {
        return "it has an empty segment";
      }
    }
    return null;
  }

  /** Of a connection that opened; {@code template} is the stack's own. Null without a path. */
  @Nullable String opened(@Nullable String path, @Nullable String template) {
    String named = named(path, template);
    if (named != null || path == null || path.isEmpty()) {
      return named;
    }
    return path.length() > LONGEST ? OTHER : paths.orOther(folded(segments(path)));
  }

  /** Of an upgrade that was refused: none that is new, unless the application made it. */
  @Nullable String refused(@Nullable String path, @Nullable String template) {
    String named = named(path, template);
    if (named != null || path == null || path.isEmpty() || path.length() > LONGEST) {
      return named;
    }
    String route = folded(segments(path));
    return paths.has(route) ? route : null;
  }

  /** By the application or the user. */
  private @Nullable String named(@Nullable String path, @Nullable String template) {
    if (template != null && !template.isEmpty()) {
      return templates.orOther(template);
    }
    if (path == null || path.isEmpty() || patterns.isEmpty()) {
      return null;
    }
    String[] segments = segments(path);
    for (int i = 0; i < patterns.size(); i++) {
      if (matches(patterns.get(i), segments)) {
        return names.get(i);
      }
    }
    return null;
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
