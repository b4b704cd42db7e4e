// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a browser asks for: the head of a request of HTTP/1.1. Read strictly, since a lenient reader
 * is what request smuggling lives on.
 *
 * @param headers by name in small letters
 */
record Request(String method, String path, String query, Map<String, String> headers) {

  private static final Pattern LINE_END = Pattern.compile("\r?\n");
  private static final Pattern FIRST =
      Pattern.compile("[A-Z]{1,20} /[\\x21-\\x7e]{0,4000} HTTP/1\\.[01]");
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Null where it is none. */
  static @Nullable Request of(String head) {
    String[] lines = LINE_END.split(head, -1);
    if (!FIRST.matcher(lines[0]).matches()) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
      int colon = lines[i].indexOf(':');
      String name = lines[i].substring(0, Math.max(0, colon));
      if (!NAME.matcher(name).matches()) {
        return null;
      }
      String twice =
          headers.put(name.toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
      if (twice != null && name.equalsIgnoreCase("host")) {
        return null;
      }
    }
    String[] first = lines[0].split(" ", -1);
    int mark = first[1].indexOf('?');
    return new Request(
        first[0],
        mark < 0 ? first[1] : first[1].substring(0, mark),
        mark < 0 ? "" : first[1].substring(mark + 1),
        headers);
  }

  /** Empty where it is not there. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** A parameter of letters, digits and {@code -_.~}, as all that are read here; else empty. */
  String parameter(String name) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + '=')) {
        String value = pair.substring(name.length() + 1);
        return value.matches("[A-Za-z0-9._~-]*") ? value : "";
      }
    }
    return "";
  }

  boolean isHead() {
    return method.equals("HEAD");
  }
}
