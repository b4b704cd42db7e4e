// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * One object of JSON (RFC 8259) on one line, in ASCII: whatever character set it is written in, and
 * whatever a peer put into a text, it stays one line that every parser takes.
 */
public final class JsonLine {

  private static final char REPLACEMENT = '\ufffd';

  private final StringBuilder out = new StringBuilder(1024).append('{');

  /** What there are no more than words for. */
  public static String saying(long epochNanos, String level, String message) {
    return new JsonLine()
        .put("time", time(epochNanos))
        .put("level", level)
        .put("message", message)
        .toString();
  }

  /** A time as RFC 3339 has it, in UTC. */
  public static String time(long epochNanos) {
    return Time.FORMAT.format(Instant.ofEpochSecond(0, epochNanos));
  }

  public JsonLine put(String name, String value) {
    name(name);
    string(value);
    return this;
  }

  public JsonLine put(String name, List<String> values) {
    name(name);
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      string(values.get(i));
    }
    out.append(']');
    return this;
  }

  public JsonLine put(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  public JsonLine put(String name, boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  /** JSON has no number that is none. */
  public JsonLine put(String name, double value) {
    name(name);
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      out.append("null");
    } else {
      out.append(value);
    }
    return this;
  }

  private void name(String name) {
    if (out.length() > 1) {
      out.append(',');
    }
    string(name);
    out.append(':');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append(c);
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
    out.append('"');
  }

  private void escaped(char c) {
    out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
  }

  /** Made with the first line: it takes some thirty classes of the JDK's. */
  private static final class Time {
    static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
  }

  /** The whole line; nothing is put after that. */
  @Override
  public String toString() {
    return out + "}";
  }
}
