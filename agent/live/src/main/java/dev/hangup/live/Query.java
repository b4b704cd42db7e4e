// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import java.io.UnsupportedEncodingException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for, written like the end of an address: {@code closes?since=900&cause=peer_reset}.
 * What is not understood is not there.
 */
final class Query {

  private final String document;
  private final Map<String, String> parameters = new HashMap<>();

  private Query(String document) {
    this.document = document;
  }

  static Query of(String text) {
    int mark = text.indexOf('?');
    Query query = new Query(mark < 0 ? text : text.substring(0, mark));
    if (mark >= 0) {
      for (String pair : text.substring(mark + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          query.parameters.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
        }
      }
    }
    return query;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException | IllegalArgumentException e) {
      return "";
    }
  }

  String document() {
    return document;
  }

  /** Null where it is not asked for. */
  @Nullable String text(String name) {
    String value = parameters.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  boolean asks(String name) {
    return "true".equals(parameters.get(name));
  }

  /** A whole number from 0 to {@code most}. */
  long number(String name, long standard, long most) {
    String value = parameters.get(name);
    if (value == null) {
      return standard;
    }
    try {
      return Math.max(0, Math.min(most, Long.parseLong(value)));
    } catch (NumberFormatException e) {
      return standard;
    }
  }

  boolean accepts(String name, @Nullable String value) {
    String wanted = text(name);
    return wanted == null || wanted.equals(value);
  }
}
