// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What both ends of a connection can call it: the first 16 bytes of the SHA-1 in {@code
 * Sec-WebSocket-Accept}. The client makes a key up for each handshake, proxies pass it on, and the
 * key itself need not be shown.
 */
final class ConnectionId {

  /** RFC 6455 1.3. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** RFC 6455 4.1: 16 bytes in base64. */
  private static final int KEY_LENGTH = 24;

  private static final String PADDING = "==";

  private ConnectionId() {}

  /** The 16 bytes; null where {@code key} is none, or this JVM has no SHA-1. */
  static @Nullable ByteBuffer of(String key) {
    if (!isKey(key)) {
      return null;
    }
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return ByteBuffer.wrap(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      return null;
    }
  }

  private static boolean isKey(String key) {
    if (key.length() != KEY_LENGTH || !key.endsWith(PADDING)) {
      return false;
    }
    for (int i = 0; i < KEY_LENGTH - PADDING.length(); i++) {
      char c = key.charAt(i);
      boolean base64 =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '+'
              || c == '/';
      if (!base64) {
        return false;
      }
    }
    return true;
  }

  static String hex(long high, long low) {
    char[] digits = new char[32];
    for (int i = 0; i < 16; i++) {
      int shift = 60 - 4 * i;
      digits[i] = Character.forDigit((int) (high >>> shift) & 15, 16);
      digits[16 + i] = Character.forDigit((int) (low >>> shift) & 15, 16);
    }
    return new String(digits);
  }
}
