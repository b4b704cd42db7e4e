// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Language;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Properties and variables as they were when the agent started, and a word of warning for what
 * cannot be read. Asking for a setting makes its name known; what was set under any other name is
 * told at the end.
 */
final class SettingsSource {

  private static final String OURS = "hangup.";
  private static final String OUR_VARIABLES = "HANGUP_";

  /** Settings of OpenTelemetry for this agent alone: not ours to know. */
  private static final String OF_OPENTELEMETRY = "hangup.otel.";

  /** Without a query or a fragment: a page's name is put behind it. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:https?://[^/?#\\s]|file:/)[^?#\\s\\p{Cntrl}<>\"]*", Pattern.CASE_INSENSITIVE);

  private static final Map<String, Boolean> FLAGS = flags();
  private static final Map<String, Long> UNITS = units();

  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final Consumer<String> warnings;
  private final Set<String> known = new TreeSet<>();

  SettingsSource(
      Map<String, String> properties, Map<String, String> environment, Consumer<String> warnings) {
    this.properties = properties;
    this.environment = environment;
    this.warnings = warnings;
  }

  private static Map<String, Boolean> flags() {
    Map<String, Boolean> words = new LinkedHashMap<>();
    for (String yes : new String[] {"true", "1", "yes", "on"}) {
      words.put(yes, true);
    }
    for (String no : new String[] {"false", "0", "no", "off"}) {
      words.put(no, false);
    }
    return words;
  }

  private static Map<String, Long> units() {
    Map<String, Long> nanos = new LinkedHashMap<>();
    nanos.put("ms", 1_000_000L);
    nanos.put("s", 1_000_000_000L);
    nanos.put("m", 60 * 1_000_000_000L);
    nanos.put("h", 3600 * 1_000_000_000L);
    nanos.put("d", 86_400 * 1_000_000_000L);
    return nanos;
  }

  /** Empty where the setting is absent or blank, as OpenTelemetry has it. */
  private String text(String name) {
    known.add(name);
    String given = properties.get(name);
    if (given == null) {
      given = environment.get(variable(name));
    }
    return given == null ? "" : given.strip();
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The setting is read somewhere else, but it is one. */
  void alsoKnown(String name) {
    known.add(name);
  }

  Set<String> known() {
    return known;
  }

  boolean flag(String name, boolean standard) {
    String text = text(name);
    @Nullable Boolean chosen = FLAGS.get(text.toLowerCase(Locale.ROOT));
    if (chosen != null) {
      return chosen;
    }
    if (!text.isEmpty()) {
      warn(name, text, "true or false", Boolean.toString(standard));
    }
    return standard;
  }

  <T> T word(String name, Map<String, T> legal, String standard) {
    String text = text(name);
    @Nullable T chosen = legal.get(text.toLowerCase(Locale.ROOT));
    if (chosen != null) {
      return chosen;
    }
    if (!text.isEmpty()) {
      warn(name, text, String.join(" or ", legal.keySet()), standard);
    }
    return Objects.requireNonNull(legal.get(standard));
  }

  Language language(String name, Language standard) {
    String text = text(name);
    if (text.isEmpty()) {
      return standard;
    }
    @Nullable Language chosen = Language.parse(text);
    if (chosen != null) {
      return chosen;
    }
    warn(name, text, Language.tags(), standard.tag());
    return standard;
  }

  int number(String name, int standard, int most) {
    String text = text(name);
    if (text.isEmpty()) {
      return standard;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, as for a number out of range
    }
    warn(name, text, "a whole number from 0 to " + most, Integer.toString(standard));
    return standard;
  }

  /** Nanoseconds. A number without a unit is not guessed at; nothing is nothing in any unit. */
  long time(String name, String standard) {
    String text = text(name).toLowerCase(Locale.ROOT);
    long nanos = text.isEmpty() ? -1 : nanos(text);
    if (nanos >= 0) {
      return nanos;
    }
    if (!text.isEmpty()) {
      warn(name, text, "a time such as 30s, 5m or 2h", standard);
    }
    return nanos(standard);
  }

  private static long nanos(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    try {
      long number = Long.parseLong(text.substring(0, digits));
      @Nullable Long unit = UNITS.get(text.substring(digits).strip());
      if (unit != null) {
        return Math.multiplyExact(number, unit);
      }
      return number == 0 && digits == text.length() ? 0 : -1;
    } catch (ArithmeticException | NumberFormatException e) {
      return -1;
    }
  }

  List<String> list(String name) {
    List<String> items = new ArrayList<>();
    for (String item : text(name).split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  /** A list of patterns for paths; what is none is named and left out, the others count. */
  List<String> routes(String name) {
    List<String> routes = new ArrayList<>();
    for (String pattern : list(name)) {
      String wrong = Routes.wrongWith(pattern);
      if (wrong == null) {
        routes.add(pattern);
      } else {
        warnings.accept(
            "setting "
                + name
                + ": '"
                + pattern
                + "' is not a pattern, "
                + wrong
                + "; it is left out, patterns look like /chat/* or /feed/{symbol}");
      }
    }
    return routes;
  }

  /** A path; null for what is the standard, or where nothing is said. */
  @Nullable String file(String name, String standard) {
    String text = text(name);
    return text.isEmpty() || text.equalsIgnoreCase(standard) ? null : text;
  }

  /** What pages can be put behind, without a slash at its end; null where nothing is said. */
  @Nullable String address(String name) {
    String text = text(name);
    if (text.isEmpty() || ADDRESS.matcher(text).matches()) {
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == '/') {
        end--;
      }
      return end == 0 ? null : text.substring(0, end);
    }
    warn(name, text, "an address such as https://example.org/handbook", "none");
    return null;
  }

  private void warn(String name, String text, String legal, String standard) {
    warnings.accept(
        "setting "
            + name
            + "="
            + text
            + " cannot be read, it takes "
            + legal
            + "; using the default, "
            + standard);
  }

  /** Names what was set and does not exist, a line each: a slip of the pen would go unnoticed. */
  void tellUnknown() {
    Set<String> variables = new TreeSet<>();
    for (String name : known) {
      variables.add(variable(name));
    }
    for (String name : new TreeSet<>(properties.keySet())) {
      if (name.startsWith(OURS) && !name.startsWith(OF_OPENTELEMETRY)) {
        tellUnknown(name, known);
      }
    }
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(OUR_VARIABLES) && !name.startsWith(variable(OF_OPENTELEMETRY))) {
        tellUnknown(name, variables);
      }
    }
  }

  private void tellUnknown(String name, Set<String> all) {
    if (!all.contains(name)) {
      warnings.accept(
          "setting " + name + " does not exist; the nearest that does is " + nearest(name, all));
    }
  }

  private static String nearest(String name, Set<String> all) {
    String nearest = "";
    int fewest = Integer.MAX_VALUE;
    for (String candidate : all) {
      int changes = changes(name, candidate);
      if (changes < fewest) {
        fewest = changes;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Levenshtein's distance: letters to add, drop or replace to make one of the other. */
  private static int changes(String from, String to) {
    int[] before = new int[to.length() + 1];
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(before[j], row[j - 1]));
      }
      int[] free = before;
      before = row;
      row = free;
    }
    return before[to.length()];
  }
}
