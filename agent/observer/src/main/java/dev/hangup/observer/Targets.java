// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.PeerText;
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
    }
    String webSocketScheme = webSocketScheme(scheme);
    return new Target(
        webSocketScheme,
        host(authority),
        port(authority, webSocketScheme),
        rest == null ? null : path(rest),
        PeerText.orNull(query, PeerText.PATH));
  }

  /**
   * Leaves in the handshake of an open connection what is reported of its target: neither a query
   * that is not to be kept nor the user and password of a URI, which are often long and always
   * secret.
   */
  static void settle(Handshake handshake, Target target, boolean wantsQuery) {
    String given = handshake.target();
    if (given == null || target.path() == null) {
      return;
    }
    if (!given.startsWith("/") && target.host() != null) {
      handshake.scheme(target.scheme()).host(authority(target.host(), target.port()));
    }
    String kept =
        wantsQuery && target.query() != null ? target.path() + "?" + target.query() : target.path();
    if (!kept.equals(given)) {
      handshake.target(kept);
    }
  }

  private static String authority(String host, int port) {
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port < 0 ? literal : literal + ":" + port;
  }

  /** Path parameters ({@code ;jsessionid=…}) name a session, never a place. */
  private static String path(String given) {
    String path = given.indexOf(';') < 0 ? given : given.replaceAll(";[^/]*", "");
    return path.isEmpty() ? "/" : PeerText.clean(path, PeerText.PATH);
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

  /** Null for any other: a peer may write what it likes before the colon. */
  private static @Nullable String webSocketScheme(@Nullable String scheme) {
    if (scheme == null) {
      return null;
    }
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "ws";
      case "https", "wss" -> "wss";
      default -> null;
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
      return end < 0 ? null : PeerText.orNull(plain.substring(1, end), PeerText.HOST);
    }
    int colon = plain.indexOf(':');
    return PeerText.orNull(colon < 0 ? plain : plain.substring(0, colon), PeerText.HOST);
  }

  private static int port(@Nullable String authority, @Nullable String scheme) {
    if (authority == null) {
      return -1;
    }
    int colon = authority.lastIndexOf(':');
    if (colon > authority.lastIndexOf(']') && colon > authority.lastIndexOf('@')) {
      try {
        int port = Integer.parseInt(authority.substring(colon + 1));
        return port < 0 || port > 0xffff ? -1 : port;
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
