// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) as it comes, in ASCII: nothing of a document is kept. Everything that means
 * something in HTML is escaped as well, so that a page may show a value wherever it likes. A name
 * whose value is null is left out.
 */
final class JsonWriter {

  private static final char REPLACEMENT = '\ufffd';
  private static final String IN_HTML = "<>&'";

  private final Writer out;

  /** What has begun and not ended, innermost first, by the character that ends it. */
  private final Deque<Character> begun = new ArrayDeque<>();

  private boolean first = true;

  JsonWriter(Writer out) {
    this.out = out;
  }

  JsonWriter object() throws IOException {
    return begin('{', '}');
  }

  JsonWriter object(String name) throws IOException {
    name(name);
    first = true;
    return begin('{', '}');
  }

  JsonWriter array(String name) throws IOException {
    name(name);
    first = true;
    return begin('[', ']');
  }

  private JsonWriter begin(char opening, char closing) throws IOException {
    separate();
    out.write(opening);
    begun.push(closing);
    first = true;
    return this;
  }

  JsonWriter end() throws IOException {
    out.write(begun.pop());
    first = false;
    return this;
  }

  JsonWriter put(String name, @Nullable String value) throws IOException {
    if (value != null) {
      name(name);
      string(value);
    }
    return this;
  }

  JsonWriter put(String name, long value) throws IOException {
    name(name);
    out.write(Long.toString(value));
    return this;
  }

  JsonWriter put(String name, boolean value) throws IOException {
    name(name);
    out.write(Boolean.toString(value));
    return this;
  }

  /** In seconds, to the microsecond, however long. */
  JsonWriter seconds(String name, long nanos) throws IOException {
    name(name);
    long micros = Math.max(0, nanos) / 1000;
    out.write(Long.toString(micros / 1_000_000));
    long rest = micros % 1_000_000;
    if (rest > 0) {
      String digits = Long.toString(1_000_000 + rest);
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      out.write('.');
      out.write(digits, 1, end - 1);
    }
    return this;
  }

  /** An element of an array. */
  JsonWriter value(String value) throws IOException {
    separate();
    string(value);
    return this;
  }

  JsonWriter value(long value) throws IOException {
    separate();
    out.write(Long.toString(value));
    return this;
  }

  private void name(String name) throws IOException {
    separate();
    string(name);
    out.write(':');
  }

  private void separate() throws IOException {
    if (!first) {
      out.write(',');
    }
    first = false;
  }

  private void string(String text) throws IOException {
    out.write('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.write('\\');
        out.write(c);
      } else if (c >= ' ' && c < 0x7f && IN_HTML.indexOf(c) < 0) {
        out.write(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        escaped(c);
        escaped(text.charAt(++i));
      } else {
        // One half of a pair is no character, and strict parsers refuse it.
        escaped(Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    out.write('"');
  }

  private void escaped(char c) throws IOException {
    out.write("\\u");
    out.write(Integer.toHexString(0x10000 | c), 1, 4);
  }
}
