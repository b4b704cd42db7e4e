// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A language the close knowledge is written in. */
public enum Language {
  EN("en", "a"),
  HI("hi", "\u0915\u094d"),
  VI("vi", "\u01b0\u1edd"),
  ID("id", "a"),
  JA("ja", "\u3042\u6f22");

  private final String tag;
  private final String letters;

  Language(String tag, String letters) {
    this.tag = tag;
    this.letters = letters;
  }

  /** Whether a character set has the letters it is written with. */
  public boolean isShownBy(Charset charset) {
    return charset.canEncode() && charset.newEncoder().canEncode(letters);
  }

  public String tag() {
    return tag;
  }

  /**
   * The language a setting asks for, by its tag; regions are ignored. Null where these texts do not
   * exist in it: the caller then prints {@link #complaint} and goes on in English.
   */
  public static @Nullable Language parse(String text) {
    String tag = text.strip().toLowerCase(Locale.ROOT);
    for (Language each : values()) {
      if (tag.equals(each.tag)
          || tag.startsWith(each.tag + "-")
          || tag.startsWith(each.tag + "_")) {
        return each;
      }
    }
    return null;
  }

  /** The one line about a language that does not exist here: what, and what to write instead. */
  public static String complaint(String text) {
    return "no texts in language '" + text + "', using en; choose one of " + tags();
  }

  /** All tags, for messages. */
  public static String tags() {
    return Arrays.stream(values()).map(Language::tag).collect(Collectors.joining(", "));
  }
}
