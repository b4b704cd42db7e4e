// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk.lowered;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Of {@link String}. */
public final class Strings {

  private Strings() {}

  public static String strip(String text) {
    return stripTrailing(stripLeading(text));
  }

  public static String stripLeading(String text) {
    int from = 0;
    while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    return text.substring(from);
  }

  public static String stripTrailing(String text) {
    int to = text.length();
    while (to > 0 && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(0, to);
  }

  public static boolean isBlank(String text) {
    return stripLeading(text).isEmpty();
  }

  public static String repeat(String text, int times) {
    if (times < 0) {
      throw new IllegalArgumentException("count is negative: " + times);
    }
    StringBuilder all = new StringBuilder(text.length() * times);
    for (int i = 0; i < times; i++) {
      all.append(text);
    }
    return all.toString();
  }

  public static Stream<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        lines.add(text.substring(from, i));
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        from = i + 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return lines.stream();
  }

  @SuppressWarnings("AnnotateFormatMethod") // the calls are checked as those of String
  public static String formatted(String format, Object... arguments) {
    return String.format(format, arguments);
  }
}
