// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hex as people paste it: bare digits, with blanks, colons, dashes or commas between, {@code 0x} or
 * {@code \x} before, in brackets, over many lines; or a dump with offsets and a column of letters,
 * as from {@code xxd}, {@code hexdump -C}, {@code od}, Wireshark, or Netty with its bars.
 */
final class HexText {

  /** The text is not hex; the message says where and why. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }

  private static final int DUMP_WIDTH = 16;

  /**
   * An offset is followed by a colon, or is wider than the bytes after it, and starts at nought.
   */
  private static final Pattern DUMP_START =
      Pattern.compile("\\s*0{4,16}(:\\s+|\\s\\s+|\\s+(?=[0-9a-fA-F]{2}(\\s|$)))\\S.*");

  private static final Pattern DUMP_LINE = Pattern.compile("\\s*[0-9a-fA-F]{4,16}:?(\\s+(.*))?");
  private static final Pattern DUMP_BYTES = Pattern.compile("\\s{0,2}([0-9a-fA-F]{2,8})(?=\\s|$)");
  private static final Pattern BORDER = Pattern.compile("[\\s+\\-|]*");
  private static final Pattern RULER =
      Pattern.compile("[\\s|]*0\\s+1\\s+2\\s+3\\s+4[\\s0-9a-fA-F|]*");
  private static final Pattern DECORATION =
      Pattern.compile("0[xX]|\\\\[xX]|\\(byte\\)|[\\s:,;|\\[\\]{}()\"'\\-]");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean dump;

  private HexText() {}

  static byte[] parse(String text) throws Unreadable {
    HexText hex = new HexText();
    String[] lines = text.split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      hex.line(lines[i], lines.length > 1 ? "line " + (i + 1) + ": " : "");
    }
    return hex.bytes.toByteArray();
  }

  private void line(String line, String where) throws Unreadable {
    boolean bars = line.strip().startsWith("|");
    if (BORDER.matcher(line).matches() || (RULER.matcher(line).matches() && line.contains("  "))) {
      return;
    }
    if (bars && line.strip().split("\\|", -1).length == 5) {
      plain(line.split("\\|", -1)[2], where);
    } else {
      dump |= bytes.size() == 0 && DUMP_START.matcher(line).matches();
      Matcher dumped = DUMP_LINE.matcher(line);
      if (dump && dumped.matches()) {
        dumped(dumped.group(2) == null ? "" : dumped.group(2));
      } else {
        plain(line, where);
      }
    }
  }

  // What follows the bytes of a dump is letters, which may look like hex: the width of a line and a
  // gap tell where they begin.
  private void dumped(String rest) {
    Matcher group = DUMP_BYTES.matcher(rest);
    int count = 0;
    int at = 0;
    while (count < DUMP_WIDTH && group.find(at) && group.start() == at) {
      String digits = group.group(1);
      if (digits.length() % 2 != 0 || count + digits.length() / 2 > DUMP_WIDTH) {
        return;
      }
      for (int i = 0; i < digits.length(); i += 2, count++) {
        bytes.write(Integer.parseInt(digits.substring(i, i + 2), 16));
      }
      at = group.end();
    }
  }

  private void plain(String line, String where) throws Unreadable {
    for (String part : DECORATION.split(line, -1)) {
      part(part, where);
    }
  }

  private void part(String part, String where) throws Unreadable {
    for (int i = 0; i < part.length(); i++) {
      if (Character.digit(part.charAt(i), 16) < 0) {
        throw new Unreadable(where + "'" + part.charAt(i) + "' in \"" + shown(part) + "\"");
      }
    }
    if (part.length() % 2 != 0) {
      throw new Unreadable(where + "\"" + shown(part) + "\" has an odd number of hex digits");
    }
    for (int i = 0; i < part.length(); i += 2) {
      bytes.write(Integer.parseInt(part.substring(i, i + 2), 16));
    }
  }

  private static String shown(String part) {
    return part.length() <= 20 ? part : part.substring(0, 20) + "…";
  }
}
