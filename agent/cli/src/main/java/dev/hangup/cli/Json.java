// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.util.List;
import java.util.Map;

/** Maps, lists, strings, numbers and booleans as JSON, two spaces deep. */
final class Json {

  private final StringBuilder out = new StringBuilder();
  private boolean onOneLine;

  private Json() {}

  static String of(Object value) {
    Json json = new Json();
    json.value(value, 0);
    return json.out.append('\n').toString();
  }

  /** The same on one line, with the line break behind it. */
  static String line(Object value) {
    Json json = new Json();
    json.onOneLine = true;
    json.value(value, 0);
    return json.out.append('\n').toString();
  }

  private void value(Object value, int depth) {
    if (value instanceof Map<?, ?> map) {
      object(map, depth);
    } else if (value instanceof List<?> list) {
      array(list, depth);
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value);
    } else {
      string(value.toString());
    }
  }

  private void object(Map<?, ?> map, int depth) {
    String before = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before);
      line(depth + 1);
      string(String.valueOf(entry.getKey()));
      out.append(": ");
      value(entry.getValue(), depth + 1);
      before = ",";
    }
    end(map.isEmpty(), "{", "}", depth);
  }

  private void array(List<?> list, int depth) {
    String before = "[";
    for (Object element : list) {
      out.append(before);
      line(depth + 1);
      value(element, depth + 1);
      before = ",";
    }
    end(list.isEmpty(), "[", "]", depth);
  }

  private void end(boolean empty, String open, String close, int depth) {
    if (empty) {
      out.append(open);
    } else {
      line(depth);
    }
    out.append(close);
  }

  private void line(int depth) {
    if (!onOneLine) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      switch (character) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        default -> plain(character);
      }
    }
    out.append('"');
  }

  private void plain(char character) {
    if (character < ' ') {
      out.append(String.format("\\u%04x", (int) character));
    } else {
      out.append(character);
    }
  }
}
