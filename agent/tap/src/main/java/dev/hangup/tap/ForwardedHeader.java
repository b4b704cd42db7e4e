// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client in {@code Forwarded} (RFC 7239) and {@code X-Forwarded-For}: the first hop
 * named.
 */
final class ForwardedHeader {

  private ForwardedHeader() {}

  /** {@code known} is what the other header said; {@code Forwarded}, the standard one, wins. */
  static @Nullable String client(String name, String value, @Nullable String known) {
    if (name.equals("forwarded")) {
      String found = firstFor(value);
      return found == null ? known : found;
    }
    return known == null ? address(firstElement(value)) : known;
  }

  private static @Nullable String firstFor(String value) {
    for (String pair : firstElement(value).split(";", -1)) {
      String trimmed = pair.strip();
      if (trimmed.toLowerCase(Locale.ROOT).startsWith("for=")) {
        return address(trimmed.substring(4));
      }
    }
    return null;
  }

  private static String firstElement(String value) {
    int comma = value.indexOf(',');
    return comma < 0 ? value : value.substring(0, comma);
  }

  private static @Nullable String address(String raw) {
    String node = raw.strip();
    if (node.length() > 1 && node.startsWith("\"") && node.endsWith("\"")) {
      node = node.substring(1, node.length() - 1);
    }
    if (node.startsWith("[")) {
      int end = node.indexOf(']');
      node = end < 0 ? node : node.substring(1, end);
    } else if (node.indexOf(':') == node.lastIndexOf(':') && node.indexOf(':') > 0) {
      node = node.substring(0, node.indexOf(':'));
    }
    return node.isEmpty() ? null : node;
  }
}
