// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.clinic;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the agent wrote of one close, read from its line on the console. */
record Diagnosed(String route, String who, int code, String cause) {

  private static final Pattern LINE =
      Pattern.compile(
          "hangup: \\S+ server \\S+ (?<route>\\S+) \\| (?<who>.+?) hung up: (?<code>\\d+) .*?, (?<cause>[a-z_]+) \\|.*");

  /** Null where the line is about something else. */
  static @Nullable Diagnosed of(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? new Diagnosed(
            matcher.group("route"),
            matcher.group("who"),
            Integer.parseInt(matcher.group("code")),
            matcher.group("cause"))
        : null;
  }

  /** Whether the route is this path, or the template {@code /chat/{room}} that stands for it. */
  boolean isAbout(String path) {
    return route.equals(path) || route.equals("/chat/{room}");
  }
}
