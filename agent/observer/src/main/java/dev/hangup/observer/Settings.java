// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Language;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for, see the table in the README. A value that cannot be read is named in one
 * line and the default stands.
 *
 * @param stacks comma list as given: names to observe, {@code -name} to leave one out; empty for
 *     all
 * @param routes patterns that win over folding
 * @param linkParent the session span is a root with a link instead of a child
 * @param abnormalSpansPerSecond limit for abnormal ends whose parent was not sampled
 * @param framesKept frame headers kept each way for abnormal ends
 * @param debug failures of our own are told with their stack traces
 */
public record Settings(
    boolean enabled,
    List<String> stacks,
    Report log,
    Language language,
    List<String> routes,
    boolean linkParent,
    Report spans,
    int abnormalSpansPerSecond,
    int framesKept,
    boolean captureQuery,
    boolean captureReason,
    boolean debug) {

  /** Which ends are worth a line or a span. */
  public enum Report {
    ALL,
    ABNORMAL,
    NONE;

    /** Whether an end is reported, given that it is an error or not. */
    public boolean wants(boolean error) {
      return this == ALL || (this == ABNORMAL && error);
    }
  }

  private static final Map<String, Boolean> FLAG = words("true", true, "false", false);

  public static final Settings DEFAULTS = read(Map.of(), Map.of(), warning -> {});

  public Settings {
    stacks = List.copyOf(stacks);
    routes = List.copyOf(routes);
  }

  /**
   * Reads {@code hangup.*} from {@code properties} or, where absent, {@code HANGUP_*} from {@code
   * environment}.
   */
  public static Settings read(
      Map<String, String> properties, Map<String, String> environment, Consumer<String> warnings) {
    Source source = new Source(properties, environment, warnings);
    Map<String, Language> languages = new LinkedHashMap<>();
    for (Language language : Language.values()) {
      languages.put(language.tag(), language);
    }
    return new Settings(
        source.word("hangup.enabled", FLAG, "true"),
        source.list("hangup.stacks"),
        source.word("hangup.log", reports("off"), "abnormal"),
        source.word("hangup.language", languages, "en"),
        source.list("hangup.routes"),
        source.word("hangup.span.parent", words("parent", false, "link", true), "parent"),
        source.word("hangup.spans", reports("none"), "all"),
        source.number("hangup.abnormal.spans.per.second", 50, 1_000_000),
        source.number("hangup.frames.kept", 16, 64),
        source.word("hangup.capture.query", FLAG, "false"),
        source.word("hangup.capture.reason", FLAG, "true"),
        source.word("hangup.debug", FLAG, "false"));
  }

  /** Whether a stack of this name is to be observed. */
  public boolean observes(String stack) {
    if (stacks.contains("-" + stack)) {
      return false;
    }
    return stacks.contains(stack) || stacks.stream().allMatch(name -> name.startsWith("-"));
  }

  private static Map<String, Report> reports(String none) {
    Map<String, Report> words = new LinkedHashMap<>();
    words.put("all", Report.ALL);
    words.put("abnormal", Report.ABNORMAL);
    words.put(none, Report.NONE);
    return words;
  }

  private static Map<String, Boolean> words(String first, boolean one, String second, boolean two) {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put(first, one);
    words.put(second, two);
    return words;
  }

  private record Source(
      Map<String, String> properties, Map<String, String> environment, Consumer<String> warnings) {

    /** Empty where the setting is absent or blank, as OpenTelemetry has it. */
    private String text(String name) {
      String given = properties.get(name);
      if (given == null) {
        given = environment.get(name.toUpperCase(Locale.ROOT).replace('.', '_'));
      }
      return given == null ? "" : given.strip();
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

    List<String> list(String name) {
      List<String> items = new ArrayList<>();
      for (String item : text(name).split(",", -1)) {
        if (!item.isBlank()) {
          items.add(item.strip());
        }
      }
      return items;
    }

    private void warn(String name, String text, String legal, String standard) {
      warnings.accept(
          "setting %s=%s cannot be read, it takes %s; using the default, %s"
              .formatted(name, text, legal, standard));
    }
  }
}
