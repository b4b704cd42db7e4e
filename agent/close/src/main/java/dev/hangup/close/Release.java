// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of a library, to be compared with others of it: {@code 9.0.0.M1}, {@code 10.0.0-M6},
 * {@code 4.1.100.Final}, {@code 9.4.31.v20200723}. Milestones come before the release.
 *
 * @param numbers without zeros at the end
 * @param stage how far it is from the release: 0 for the release itself, below before it
 * @param step which one of those of that stage
 */
record Release(List<Integer> numbers, int stage, int step) implements Comparable<Release> {

  private static final int LONGEST = 64;
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})*)(?:[.-]?([a-z]+)[.-]?(\\d{0,9}))?");

  private static final int RELEASE = 0;

  /**
   * Null where it cannot be told. A word that is not one of the project's own is a vendor's, who
   * has built the library anew and may have mended in it what the project mended later.
   */
  static @Nullable Release of(@Nullable String version) {
    if (version == null || version.length() > LONGEST) {
      return null;
    }
    Matcher parts = FORM.matcher(version.strip().toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return null;
    }
    Integer stage = stage(parts.group(2));
    if (stage == null) {
      return null;
    }
    String step = parts.group(3);
    return new Release(
        numbers(parts.group(1)),
        stage,
        // The date in a version of Jetty's says nothing that its numbers do not say.
        stage == RELEASE || step == null || step.isEmpty() ? 0 : Integer.parseInt(step));
  }

  private static @Nullable Integer stage(@Nullable String word) {
    if (word == null) {
      return RELEASE;
    }
    return switch (word) {
      case "alpha" -> -5;
      case "beta" -> -4;
      case "m" -> -3;
      case "cr", "rc" -> -2;
      case "snapshot" -> -1;
      case "final", "ga", "release", "v" -> RELEASE;
      case "sp" -> 1;
      default -> null;
    };
  }

  private static List<Integer> numbers(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String each : text.split("\\.", -1)) {
      numbers.add(Integer.parseInt(each));
    }
    while (numbers.size() > 1 && numbers.get(numbers.size() - 1) == 0) {
      numbers.remove(numbers.size() - 1);
    }
    return List.copyOf(numbers);
  }

  @Override
  public int compareTo(Release other) {
    int shared = Math.min(numbers.size(), other.numbers.size());
    for (int i = 0; i < shared; i++) {
      int order = Integer.compare(numbers.get(i), other.numbers.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(numbers.size(), other.numbers.size());
    if (order == 0) {
      order = Integer.compare(stage, other.stage);
    }
    return order == 0 ? Integer.compare(step, other.step) : order;
  }
}
