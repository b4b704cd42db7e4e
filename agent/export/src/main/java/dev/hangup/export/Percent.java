// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * RFC 3986 2.1, of UTF-8. What is no such encoding stands for itself; a plus sign is a plus sign.
 */
final class Percent {

  private Percent() {}

  static String decoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      plain.write(low < 0 ? bytes[i] : (high << 4) + low);
      i += low < 0 ? 0 : 2;
    }
    return plain.toString(StandardCharsets.UTF_8);
  }
}
