// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.io.File;
import java.io.IOException;

/**
 * A line with several parts, as somebody at a terminal likes to read it: what happened, and below
 * it why and what to do. Files and log collectors get one line.
 */
final class FoldedLine {

  private static final String BETWEEN = " | ";
  private static final String PART = "\n  | ";
  private static final String REST = "\n    ";
  private static final int STANDARD_WIDTH = 100;
  private static final int LEAST_WIDTH = 40;

  private FoldedLine() {}

  /**
   * The width of the terminal that standard error is written to, 0 where it is none or the system
   * does not tell. Linux only: {@code System.console()} looks at other streams and sets up a reader
   * of its own.
   */
  static int width() {
    try {
      String target = new File("/proc/self/fd/2").getCanonicalPath();
      if (!target.startsWith("/dev/pts/") && !target.startsWith("/dev/tty")) {
        return 0;
      }
    } catch (IOException e) {
      return 0;
    }
    String columns = System.getenv("COLUMNS");
    try {
      return columns == null
          ? STANDARD_WIDTH
          : Math.max(LEAST_WIDTH, Integer.parseInt(columns.strip()));
    } catch (NumberFormatException e) {
      return STANDARD_WIDTH;
    }
  }

  /**
   * The first two parts tell what happened, and stand side by side.
   *
   * @param first columns that are taken already in the first line
   */
  static String at(int width, String line, int first) {
    String[] parts = line.split(" \\| ", -1);
    StringBuilder folded = new StringBuilder();
    int column = first;
    for (int i = 0; i < parts.length; i++) {
      if (i == 1 && column + BETWEEN.length() + parts[i].indexOf(' ') <= width) {
        folded.append(BETWEEN);
        column += BETWEEN.length();
      } else if (i > 0) {
        folded.append(PART);
        column = PART.length() - 1;
      }
      column = wrap(parts[i], width, column, folded);
    }
    return folded.toString();
  }

  /** Breaks between words; a word that is too long stays whole. Returns the column it ends in. */
  private static int wrap(String part, int width, int from, StringBuilder into) {
    int column = from;
    boolean begun = false;
    for (String word : part.split(" ", -1)) {
      if (begun && column + 1 + word.length() > width) {
        into.append(REST);
        column = REST.length() - 1;
      } else if (begun) {
        into.append(' ');
        column++;
      }
      into.append(word);
      column += word.length();
      begun = true;
    }
    return column;
  }
}
