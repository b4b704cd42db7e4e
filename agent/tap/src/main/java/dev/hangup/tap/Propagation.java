// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The headers of an upgrade request that say which trace it belongs to, in one array: an open
 * connection keeps them until its span is made. Only those that say that are kept; {@code baggage}
 * says other things, at any length.
 *
 * <p>A header is three bytes, its name's place in {@link #NAMES} and how many more there are, and
 * then its value: in ASCII, or, marked by {@link #PACKED}, two hexadecimal digits a byte.
 */
final class Propagation {

  static final byte[] NONE = {};

  private static final String[] NAMES = {
    "traceparent",
    "tracestate",
    "b3",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-sampled",
    "x-b3-flags",
    "uber-trace-id",
    "ot-tracer-traceid",
    "ot-tracer-spanid",
    "ot-tracer-sampled",
  };

  private static final int TRACE_PARENT = 0;
  private static final int TRACE_STATE = 1;

  /** Jaeger's, with its colons percent-encoded, is the longest there is and has 75. */
  private static final int LONGEST = 80;

  /** W3C Trace Context 3.3.1.5: so much is to be passed on, of more a vendor may drop the whole. */
  private static final int LONGEST_STATE = 512;

  private static final int HEAD = 3;
  private static final int PACKED = 0x80;

  /** W3C Trace Context 3.2.2: where the dashes of the only version there is are. */
  private static final int[] DASHES = {2, 35, 52};

  private Propagation() {}

  static List<String> names() {
    return List.of(NAMES);
  }

  /**
   * Returns {@code kept} with one header more, or in place of its earlier value. What is no such
   * header, too long, or not of printable ASCII is left out as a whole: half of one would name
   * another trace.
   */
  static byte[] with(byte[] kept, String name, String value) {
    int index = index(name);
    if (index < 0 || !isWellFormed(index, value)) {
      return kept;
    }
    String digits = index == TRACE_PARENT ? withoutDashes(value) : value;
    boolean packs = isHex(digits) && (index != TRACE_PARENT || digits.length() < value.length());
    byte[] content = packs ? bytes(digits) : value.getBytes(StandardCharsets.US_ASCII);
    byte[] others = without(kept, index);
    byte[] more = Arrays.copyOf(others, others.length + HEAD + content.length);
    int at = others.length;
    more[at] = (byte) (packs ? index | PACKED : index);
    more[at + 1] = (byte) (content.length >> Byte.SIZE);
    more[at + 2] = (byte) content.length;
    System.arraycopy(content, 0, more, at + HEAD, content.length);
    return more;
  }

  static @Nullable String value(byte[] kept, String name) {
    int index = index(name.toLowerCase(Locale.ROOT));
    for (int at = 0; at < kept.length; at = next(kept, at)) {
      if (index(kept, at) == index) {
        return value(kept, at);
      }
    }
    return null;
  }

  private static String value(byte[] kept, int at) {
    int from = at + HEAD;
    if ((kept[at] & PACKED) == 0) {
      return new String(kept, from, length(kept, at), StandardCharsets.US_ASCII);
    }
    String digits = digits(kept, from, next(kept, at));
    return index(kept, at) == TRACE_PARENT ? withDashes(digits) : digits;
  }

  private static byte[] bytes(String digits) {
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(digits.charAt(2 * i), 16);
      bytes[i] = (byte) (high << 4 | Character.digit(digits.charAt(2 * i + 1), 16));
    }
    return bytes;
  }

  private static String digits(byte[] bytes, int from, int to) {
    StringBuilder digits = new StringBuilder(2 * (to - from));
    for (int i = from; i < to; i++) {
      digits.append(Character.forDigit(bytes[i] >> 4 & 15, 16));
      digits.append(Character.forDigit(bytes[i] & 15, 16));
    }
    return digits.toString();
  }

  static List<String> names(byte[] kept) {
    List<String> names = new ArrayList<>();
    for (int at = 0; at < kept.length; at = next(kept, at)) {
      names.add(NAMES[index(kept, at)]);
    }
    return List.copyOf(names);
  }

  private static byte[] without(byte[] kept, int index) {
    for (int at = 0; at < kept.length; at = next(kept, at)) {
      if (index(kept, at) == index) {
        int next = next(kept, at);
        byte[] others = Arrays.copyOf(kept, kept.length - (next - at));
        System.arraycopy(kept, next, others, at, kept.length - next);
        return others;
      }
    }
    return kept;
  }

  private static int index(byte[] kept, int at) {
    return kept[at] & (PACKED - 1);
  }

  private static int next(byte[] kept, int at) {
    return at + HEAD + length(kept, at);
  }

  private static int length(byte[] kept, int at) {
    return (kept[at + 1] & 0xff) << Byte.SIZE | (kept[at + 2] & 0xff);
  }

  private static int index(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isWellFormed(int index, String value) {
    if (value.length() > (index == TRACE_STATE ? LONGEST_STATE : LONGEST)) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  /** The value itself where it has not all of its dashes: then it does not pack. */
  private static String withoutDashes(String value) {
    for (int dash : DASHES) {
      if (value.length() <= dash || value.charAt(dash) != '-') {
        return value;
      }
    }
    return value.substring(0, DASHES[0])
        + value.substring(DASHES[0] + 1, DASHES[1])
        + value.substring(DASHES[1] + 1, DASHES[2])
        + value.substring(DASHES[2] + 1);
  }

  private static String withDashes(String digits) {
    StringBuilder value = new StringBuilder(digits);
    for (int dash : DASHES) {
      value.insert(dash, '-');
    }
    return value.toString();
  }

  /** As it comes back from being packed: lower case only, two digits a byte. */
  private static boolean isHex(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return digits.length() % 2 == 0;
  }
}
