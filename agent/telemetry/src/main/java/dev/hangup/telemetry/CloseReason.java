// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * The text of a Close frame, fit to be shown: no control characters, line separators or marks that
 * turn the direction of writing, and no longer than the frame can hold (RFC 6455 5.5: 125 bytes, of
 * which the code takes two).
 */
final class CloseReason {

  private static final int MOST_BYTES = 123;

  private CloseReason() {}

  /** Null where nothing is left. */
  static @Nullable String shown(@Nullable String reason) {
    if (reason == null) {
      return null;
    }
    StringBuilder shown = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < reason.length(); ) {
      int point = reason.codePointAt(i);
      i += Character.charCount(point);
      if (!mayBeShown(point)) {
        continue;
      }
      bytes += utf8Length(point);
      if (bytes > MOST_BYTES) {
        break;
      }
      shown.appendCodePoint(point);
    }
    return shown.length() == 0 ? null : shown.toString();
  }

  private static boolean mayBeShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      case Character.FORMAT -> !turnsDirection(point);
      default -> true;
    };
  }

  // Other format characters join letters and belong to the text.
  private static boolean turnsDirection(int point) {
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
  }

  private static int utf8Length(int point) {
    if (point < 0x80) {
      return 1;
    }
    if (point < 0x800) {
      return 2;
    }
    return point < 0x10000 ? 3 : 4;
  }
}
