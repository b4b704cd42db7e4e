// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.util.HexFormat;

/** Hex as the tables have it: bytes with blanks between, {@code xx*n} for n times the same byte. */
final class Hex {

  private Hex() {}

  static byte[] bytes(String table) {
    StringBuilder digits = new StringBuilder();
    for (String part : table.strip().split("\\s+", -1)) {
      int star = part.indexOf('*');
      if (star < 0) {
        digits.append(part);
      } else {
        digits.append(part.substring(0, star).repeat(Integer.parseInt(part.substring(star + 1))));
      }
    }
    return HexFormat.of().parseHex(digits);
  }
}
