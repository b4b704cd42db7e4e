// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.Handshake;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads where a handshake went, from a request target or a whole URI, a Host header and a scheme.
 * Never throws.
 */
final class Targets {

  private Targets() {}

  static Target of(Handshake handshake) {
    String rest = handshake.target();
    String scheme = handshake.scheme();
    String authority = handshake.host();
    if (rest != null) {
      int slashes = rest.indexOf("://");
      if (slashes > 0 && rest.indexOf('/') > slashes) {
        scheme = scheme == null ? rest.substring(0, slashes) : scheme;
        int path = endOfAuthority(rest, slashes + 3);
        authority = authority == null ? rest.substring(slashes + 3, path) : authority;
        rest = path == rest.length() ? "/" : rest.substring(path);
      }
    }
    String query = null;
    if (rest != null) {
      int fragment = rest.indexOf('#');
      rest = fragment < 0 ? rest : rest.substring(0, fragment);
      int mark = rest.indexOf('?');
      query = mark < 0 ? null : rest.substring(mark + 1);
      rest = mark < 0 ? rest : rest.substring(0, mark);
      rest = rest.isEmpty() ? "/" : rest;
    }
    String webSocketScheme = webSocketScheme(scheme);
    return new Target(
        webSocketScheme, host(authority), port(authority, webSocketScheme), rest, query);
  }

  private static int endOfAuthority(String uri, int from) {
    for (int i = from; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return uri.length();
  }

  private static @Nullable String webSocketScheme(@Nullable String scheme) {
    if (scheme == null) {
      return null;
    }
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "ws";
      case "https", "wss" -> "wss";
      default -> scheme.toLowerCase(Locale.ROOT);
    };
  }

  private static @Nullable String host(@Nullable String authority) {
    if (authority == null || authority.isEmpty()) {
      return null;
    }
    // User and password of a URI are secrets.
    String plain = authority.substring(authority.lastIndexOf('@') + 1);
    if (plain.startsWith("[")) {
      int end = plain.indexOf(']');
      return end < 0 ? null : plain.substring(1, end);
    }
    int colon = plain.indexOf(':');
    return colon < 0 ? plain : plain.substring(0, colon);
  }

  private static int port(@Nullable String authority, @Nullable String scheme) {
    if (authority == null) {
      return -1;
    }
    int colon = authority.lastIndexOf(':');
    if (colon > authority.lastIndexOf(']') && colon > authority.lastIndexOf('@')) {
      try {
        return Integer.parseInt(authority.substring(colon + 1));
      } catch (NumberFormatException e) {
        return -1;
      }
    }
    if (scheme == null) {
      return -1;
    }
    return switch (scheme) {
      case "ws" -> 80;
      case "wss" -> 443;
      default -> -1;
    };
  }
}
