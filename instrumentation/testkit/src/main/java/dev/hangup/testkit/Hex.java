// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.util.Locale;

/** Bytes as people write them down; the JDK's own way came with Java 17. */
public final class Hex {

  private Hex() {}

  /** {@code 0aff}, with blanks anywhere. */
  public static byte[] bytes(String hex) {
    String digits = hex.replace(" ", "");
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
    }
    return bytes;
  }

  /** Without blanks. */
  public static String of(byte... bytes) {
    return of(bytes, 0, bytes.length, "");
  }

  static String of(byte[] bytes, int from, int to, String between) {
    StringBuilder hex = new StringBuilder();
    for (int i = from; i < to; i++) {
      hex.append(i == from ? "" : between).append(String.format(Locale.ROOT, "%02x", bytes[i]));
    }
    return hex.toString();
  }
}
