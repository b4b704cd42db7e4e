// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines measured as a terminal shows them. Japanese characters take two columns and may be broken
 * between any two; Devanagari has marks that take none.
 */
final class Columns {

  /** What must not begin a line in Japanese. */
  private static final String NOT_FIRST = "、。・ー々〜：；？！）」』】〕〉》:;?!),.ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ";

  /** What must not end one. */
  private static final String NOT_LAST = "（「『【〔〈《(";

  private Columns() {}

  /** Columns a text takes. */
  static int width(String text) {
    return text.codePoints().map(Columns::width).sum();
  }

  private static int width(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(character) ? 2 : 1;
    };
  }

  /** East Asian Width W or F, as far as it occurs in these texts. */
  private static boolean isWide(int character) {
    return (character >= 0x1100 && character <= 0x115f)
        || (character >= 0x2e80 && character <= 0x303e)
        || (character >= 0x3041 && character <= 0xa4cf)
        || (character >= 0xac00 && character <= 0xd7a3)
        || (character >= 0xf900 && character <= 0xfaff)
        || (character >= 0xfe30 && character <= 0xfe6f)
        || (character >= 0xff01 && character <= 0xff60)
        || (character >= 0xffe0 && character <= 0xffe6)
        || (character >= 0x1f300 && character <= 0x1f9ff)
        || (character >= 0x20000 && character <= 0x3fffd);
  }

  /** Fills up with spaces. */
  static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(columns - width(text), 0));
  }

  /** Lines of at most {@code columns}; only a word that is wider stands out. */
  static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (String piece : pieces(text)) {
      int needed = width(piece.stripTrailing());
      if (used > 0 && used + needed > columns) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        used = 0;
      }
      line.append(piece);
      used += width(piece);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** What must stay together, each with the space after it. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    int[] characters = text.codePoints().toArray();
    for (int i = 1; i < characters.length; i++) {
      if (mayBreak(characters[i - 1], characters[i])) {
        pieces.add(new String(characters, start, i - start));
        start = i;
      }
    }
    pieces.add(new String(characters, start, characters.length - start));
    return pieces;
  }

  private static boolean mayBreak(int before, int after) {
    if (before == ' ') {
      return after != ' ';
    }
    return (isWide(before) || isWide(after))
        && after != ' '
        && NOT_FIRST.indexOf(after) < 0
        && NOT_LAST.indexOf(before) < 0;
  }
}
