// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares an Origin with the host a request went to, as servers do that look at it. */
final class Origins {

  private static final String AFTER_SCHEME = "://";

  private Origins() {}

  /** Null where it is none of a web page, such as {@code null} or a browser extension's. */
  static @Nullable String scheme(String origin) {
    int end = origin.indexOf(AFTER_SCHEME);
    String scheme = end < 0 ? "" : origin.substring(0, end).toLowerCase(Locale.ROOT);
    return scheme.equals("http") || scheme.equals("https") ? scheme : null;
  }

  /**
   * Whether the page is of this host and port. Where the host has no port, it is the usual one of
   * the page's scheme: which one the client meant is not known behind a proxy.
   */
  static boolean isOf(String origin, String host) {
    String scheme = scheme(origin);
    if (scheme == null) {
      return false;
    }
    String page = origin.substring(scheme.length() + AFTER_SCHEME.length());
    return full(page, scheme).equals(full(host, scheme));
  }

  /** Likewise of a host that a proxy names; one without a port is not compared by it. */
  static boolean isOfForwarded(String origin, String forwarded) {
    String host = first(forwarded);
    String scheme = scheme(origin);
    if (scheme == null) {
      return false;
    }
    if (port(host) >= 0) {
      return isOf(origin, host);
    }
    String page = origin.substring(scheme.length() + AFTER_SCHEME.length());
    int colon = port(page);
    return (colon < 0 ? page : page.substring(0, colon)).equalsIgnoreCase(host);
  }

  /** Each proxy may have added a value of its own; the first is of the one the client met. */
  static String first(String forwarded) {
    int comma = forwarded.indexOf(',');
    return (comma < 0 ? forwarded : forwarded.substring(0, comma)).trim();
  }

  private static String full(String authority, String scheme) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return port(lower) >= 0 ? lower : lower + (scheme.equals("https") ? ":443" : ":80");
  }

  /** Where the colon before the port stands, or -1. */
  private static int port(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? colon : -1;
  }
}
