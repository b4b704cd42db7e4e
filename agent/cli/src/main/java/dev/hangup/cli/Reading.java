// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.close.Language;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the arguments of {@code explain} and {@code compare} have in common. */
record Reading(List<String> words, Language language, Format format) {

  static final String OPTIONS = "[--lang en|hi|vi|id|ja] [--format text|markdown|json]";

  /** Fits what most terminals and all reviews show. */
  static final int COLUMNS = 100;

  private static final Pattern CODE = Pattern.compile("[0-9]{1,5}");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]");
  private static final int LAST_CODE = 65_535;

  /** How a page is written. */
  enum Format {
    TEXT,
    MARKDOWN,
    JSON
  }

  static Reading of(List<String> arguments) throws BadArgument {
    List<String> words = new ArrayList<>();
    Language language = Language.EN;
    Format format = Format.TEXT;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (isOption(argument, "--lang")) {
        language = language(value(arguments, i));
        i += width(argument);
      } else if (isOption(argument, "--format")) {
        format = format(value(arguments, i));
        i += width(argument);
      } else if (argument.startsWith("--")) {
        throw new BadArgument("no such option: " + argument + "; there are --lang and --format");
      } else {
        words.add(argument);
      }
    }
    return new Reading(words, language, format);
  }

  /**
   * The value of an option that only one command has; null where it is not there.
   *
   * @param rest takes all other arguments
   */
  static @Nullable String taken(List<String> arguments, String option, List<String> rest)
      throws BadArgument {
    String taken = null;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (isOption(argument, option)) {
        taken = value(arguments, i);
        i += width(argument);
      } else {
        rest.add(argument);
      }
    }
    return taken;
  }

  private static boolean isOption(String argument, String option) {
    return argument.equals(option) || argument.startsWith(option + "=");
  }

  /**
   * How many arguments follow the option: {@code --lang ja} takes one more than {@code --lang=ja}.
   */
  private static int width(String argument) {
    return argument.indexOf('=') < 0 ? 1 : 0;
  }

  private static String value(List<String> arguments, int i) throws BadArgument {
    String argument = arguments.get(i);
    int equals = argument.indexOf('=');
    if (equals >= 0) {
      return argument.substring(equals + 1);
    } else if (i + 1 < arguments.size()) {
      return arguments.get(i + 1);
    }
    throw new BadArgument(argument + " wants a value, see --help");
  }

  static Language language(String text) throws BadArgument {
    Language language = Language.parse(text);
    if (language == null) {
      throw new BadArgument("--lang wants en, hi, vi, id or ja, not \"" + text + "\"");
    }
    return language;
  }

  static Format format(String text) throws BadArgument {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "text" -> Format.TEXT;
      case "markdown" -> Format.MARKDOWN;
      case "json" -> Format.JSON;
      default ->
          throw new BadArgument("--format wants text, markdown or json, not \"" + text + "\"");
    };
  }

  /** All words as codes. */
  List<Integer> codes() throws BadArgument {
    List<Integer> codes = new ArrayList<>();
    for (String word : words) {
      codes.add(code(word));
    }
    return codes;
  }

  /** Whether it is meant as a code, right or wrong. */
  static boolean isNumber(String text) {
    return NUMBER.matcher(text).lookingAt();
  }

  static int code(String text) throws BadArgument {
    if (!CODE.matcher(text).matches() || Integer.parseInt(text) > LAST_CODE) {
      throw new BadArgument(
          "\"" + text + "\" is no close code; give a number from 0 to " + LAST_CODE);
    }
    return Integer.parseInt(text);
  }

  Handbook handbook() {
    return new Handbook(language);
  }

  void print(Page page, PrintStream out, boolean terminal) {
    out.print(
        switch (format) {
          case TEXT -> page.text(COLUMNS, terminal);
          case MARKDOWN -> page.markdown();
          case JSON -> page.json();
        });
  }

  /** Says in one line what is wrong and what to write instead. */
  static final class BadArgument extends Exception {
    private static final long serialVersionUID = 1L;

    BadArgument(String message) {
      super(message);
    }

    String line() {
      return String.valueOf(getMessage());
    }
  }
}
