// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses that a library has as text. */
public final class Addresses {

  /** Of IPv4 or IPv6; a container may have been told to believe a name that a proxy wrote. */
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\p{XDigit}*:[\\p{XDigit}:.]*");

  private static final int LONGEST = 64;
  private static final int HIGHEST_PORT = 0xffff;

  private Addresses() {}

  /** Null where the text is no address. No name server is ever asked. */
  public static @Nullable SocketAddress of(@Nullable String text, int port) {
    if (text == null || text.length() > LONGEST || port < 0 || port > HIGHEST_PORT) {
      return null;
    }
    String literal = withoutZone(withoutBrackets(text));
    return LITERAL.matcher(literal).matches()
        ? InetSocketAddress.createUnresolved(literal, port)
        : null;
  }

  private static String withoutBrackets(String text) {
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }

  private static String withoutZone(String text) {
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
