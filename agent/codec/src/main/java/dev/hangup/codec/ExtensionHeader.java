// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The grammar of {@code Sec-WebSocket-Extensions}, RFC 6455 9.1. */
final class ExtensionHeader {

  /** One extension with its parameters in order; a parameter may come twice. */
  record Element(String name, List<Parameter> parameters) {}

  /** A parameter without {@code =} has an empty value. */
  record Parameter(String name, String value) {}

  private ExtensionHeader() {}

  static List<Element> parse(String header) {
    List<Element> elements = new ArrayList<>();
    for (String element : split(header, ',')) {
      List<String> parts = split(element, ';');
      String name = parts.get(0).strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty()) {
        elements.add(new Element(name, parameters(parts.subList(1, parts.size()))));
      }
    }
    return elements;
  }

  private static List<Parameter> parameters(List<String> parts) {
    List<Parameter> parameters = new ArrayList<>();
    for (String part : parts) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : unquoted(part.substring(equals + 1).strip());
      parameters.add(new Parameter(name.strip().toLowerCase(Locale.ROOT), value));
    }
    return parameters;
  }

  /** Splits at a separator that is not inside a quoted string. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String unquoted(String value) {
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return value;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < value.length() - 1; i++) {
      if (value.charAt(i) == '\\' && i + 1 < value.length() - 1) {
        i++;
      }
      text.append(value.charAt(i));
    }
    return text.toString();
  }
}
