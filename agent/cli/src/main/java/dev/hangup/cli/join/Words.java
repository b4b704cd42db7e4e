// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import java.util.Locale;

/** Texts of exports, which others may have written, and numbers as sentences have them. */
final class Words {

  private Words() {}

  /**
   * Without control characters, and without the marks that turn the direction of writing: it is
   * shown on a terminal.
   */
  static String plain(String text) {
    StringBuilder plain = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean shown = !Character.isISOControl(c) && !turns(c);
      if (plain == null && !shown) {
        plain = new StringBuilder(text.length()).append(text, 0, i);
      }
      if (plain != null && shown) {
        plain.append(c);
      }
    }
    return plain == null ? text : plain.toString();
  }

  private static boolean turns(char c) {
    return c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }

  /** {@code 60.0 s}, {@code 12 ms}: as the evidence has it. */
  static String seconds(double seconds) {
    return seconds < 1
        ? Math.max(0, Math.round(seconds * 1_000)) + " ms"
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }
}
