// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * What standard error can show. Where it is ASCII ({@code LANG=C}) a {@code PrintStream} writes a
 * question mark for everything else, and a route or a reason in another script is gone.
 */
final class PrintableText {

  private PrintableText() {}

  /** Of {@code stream}, as far as this JVM tells. */
  static Charset charset(PrintStream stream) {
    try {
      return (Charset) PrintStream.class.getMethod("charset").invoke(stream); // since Java 18
    } catch (ReflectiveOperationException | RuntimeException e) {
      return before18();
    }
  }

  private static Charset before18() {
    try {
      String name = System.getProperty("sun.stderr.encoding");
      return name == null ? Charset.defaultCharset() : Charset.forName(name);
    } catch (IllegalArgumentException e) {
      return Charset.defaultCharset();
    }
  }

  /** {@code text} itself where nothing is lost, else with Java's escapes for what would be. */
  static String in(Charset charset, String text) {
    if (!charset.canEncode()) {
      return text;
    }
    CharsetEncoder encoder = charset.newEncoder();
    if (encoder.canEncode(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 64);
    for (int i = 0; i < text.length(); ) {
      int next = text.offsetByCodePoints(i, 1);
      if (encoder.canEncode(text.subSequence(i, next))) {
        shown.append(text, i, next);
      } else {
        for (int j = i; j < next; j++) {
          shown.append("\\u").append(hex(text.charAt(j)));
        }
      }
      i = next;
    }
    return shown.toString();
  }

  private static String hex(char c) {
    return Integer.toHexString(0x10000 | c).substring(1);
  }
}
