// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Copies of the very files of this example, in which time runs thirty times as fast. */
final class Hasty {

  static final int TIMES = 30;

  /** A duration that stands alone: {@code 5m}, but not the one in {@code increase5m}. */
  private static final Pattern DURATION = Pattern.compile("(?<![\\w.\"$])(\\d+)([smhd])(?!\\w)");

  private Hasty() {}

  /** With each key of {@code instead} replaced by its value; all of them must occur. */
  static Path copy(Path from, Path to, Map<String, String> instead) throws IOException {
    String text = Files.readString(from);
    for (Map.Entry<String, String> entry : instead.entrySet()) {
      if (!text.contains(entry.getKey())) {
        throw new IllegalArgumentException(from + " has no " + entry.getKey());
      }
      text = text.replace(entry.getKey(), entry.getValue());
    }
    Files.createDirectories(to.resolveSibling("."));
    return Files.writeString(to, hurried(text));
  }

  static String hurried(String text) {
    Matcher duration = DURATION.matcher(text);
    return duration.replaceAll(
        found -> {
          long seconds =
              switch (found.group(2)) {
                case "d" -> 86_400;
                case "h" -> 3600;
                case "m" -> 60;
                default -> 1;
              };
          return Long.parseLong(found.group(1)) * seconds * 1000 / TIMES + "ms";
        });
  }
}
