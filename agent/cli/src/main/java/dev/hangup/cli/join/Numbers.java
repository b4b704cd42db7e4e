// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import java.util.regex.Pattern;

/** Numbers as exports write them: as JSON has them, or in quotes where they have 64 bits. */
final class Numbers {

  /** RFC 8259 section 6. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private Numbers() {}

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** What is no whole number is {@code otherwise}. */
  static long whole(String text, long otherwise) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException no) {
      return otherwise;
    }
  }

  static double real(String text, double otherwise) {
    return isNumber(text) ? Double.parseDouble(text) : otherwise;
  }
}
