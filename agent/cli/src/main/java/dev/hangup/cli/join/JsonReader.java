// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import java.io.IOException;
import java.io.Reader;

/**
 * JSON (RFC 8259) as it streams by, strictly. Nothing is kept but what is asked for, so a value may
 * be gigabytes long.
 *
 * <p>Exports are lines of JSON, or documents that were laid out over many lines, and a line may be
 * broken off. So a line that begins with a brace begins a value of its own: where one is still
 * being read, that one is broken. Only in an array that is the whole document may elements begin
 * lines.
 */
final class JsonReader {

  /** More is no export: each level is a call on this thread's stack. */
  private static final int DEEPEST = 100;

  /** Of a text so many characters are kept; evidence and remedies are shorter. */
  private static final int KEPT = 2_048;

  private static final int BUFFER = 1 << 16;
  private static final int END = -1;

  private final Reader in;
  private final char[] buffer = new char[BUFFER];
  private int from;
  private int to;
  private long line = 1;
  private boolean atLineStart = true;
  private int depth;
  private boolean topIsArray;

  JsonReader(Reader in) {
    this.in = in;
  }

  /** What is not JSON; the message says why. */
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }

  /** Reads the value of a member; it must read it whole, or {@link #skip} it. */
  interface Member {
    void read(String name) throws IOException;
  }

  /** Likewise of an element. */
  interface Element {
    void read() throws IOException;
  }

  /** Of the next character, from 1 on. */
  long line() {
    return line;
  }

  /** Past what is blank between values; the first character of the next one, -1 at the end. */
  int nextValue() throws IOException {
    depth = 0;
    topIsArray = false;
    while (true) {
      int next = peek();
      if (next != ' ' && next != '\t' && next != '\n' && next != '\r' && next != '\ufeff') {
        return next;
      }
      read();
    }
  }

  /** To the beginning of the next line. */
  void skipLine() throws IOException {
    int next = read();
    while (next != '\n' && next != END) {
      next = read();
    }
  }

  /** After what was broken: to the next line that begins a value. */
  void skipBroken() throws IOException {
    while (peek() != END && !(atLineStart && peek() == '{')) {
      skipLine();
    }
  }

  void object(Member member) throws IOException {
    open('{');
    if (ahead() == '}') {
      read();
    } else {
      do {
        String name = text();
        want(':');
        member.read(name);
      } while (more('}'));
    }
    depth--;
  }

  void array(Element element) throws IOException {
    if (depth == 0) {
      topIsArray = true;
    }
    open('[');
    if (ahead() == ']') {
      read();
    } else {
      do {
        element.read();
      } while (more(']'));
    }
    depth--;
  }

  /** The first character of the value that is next: a brace, a bracket, a quote, a digit, ... */
  int ahead() throws IOException {
    while (true) {
      int next = peek();
      if (next == '{' && atLineStart && depth > 0 && !(topIsArray && depth == 1)) {
        throw new Broken("it is broken off, the next line begins anew");
      }
      if (next != ' ' && next != '\t' && next != '\n' && next != '\r') {
        return next;
      }
      read();
    }
  }

  /** A text, number, truth or {@code null} as text; objects and arrays are skipped and empty. */
  String scalar() throws IOException {
    int next = ahead();
    if (next == '"') {
      return text();
    } else if (next == '{' || next == '[') {
      skip();
      return "";
    }
    StringBuilder word = new StringBuilder();
    while (isWord(peek())) {
      if (word.length() == KEPT) {
        throw new Broken("a number has more than " + KEPT + " digits");
      }
      word.append((char) read());
    }
    String text = word.toString();
    if (!text.equals("true")
        && !text.equals("false")
        && !text.equals("null")
        && !Numbers.isNumber(text)) {
      throw new Broken(text.isEmpty() ? unexpected(peek()) : '"' + text + "\" is no value");
    }
    return text;
  }

  private static boolean isWord(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '+'
        || c == '.'
        || c == 'E';
  }

  /** Past the next value. */
  void skip() throws IOException {
    int next = ahead();
    if (next == '{') {
      object(name -> skip());
    } else if (next == '[') {
      array(this::skip);
    } else {
      scalar();
    }
  }

  private String text() throws IOException {
    want('"');
    StringBuilder text = new StringBuilder();
    while (true) {
      int next = peek();
      if (next == END || next < ' ') {
        throw new Broken(
            next == END || next == '\n'
                ? "it is broken off inside a text"
                : "a control character stands in a text");
      }
      read();
      if (next == '"') {
        return text.toString();
      }
      char c = next == '\\' ? escaped() : (char) next;
      if (text.length() < KEPT) {
        text.append(c);
      }
    }
  }

  private char escaped() throws IOException {
    int next = peek();
    if (next < ' ') {
      throw new Broken("it is broken off inside a text");
    }
    read();
    return switch (next) {
      case '"', '\\', '/' -> (char) next;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> fourDigits();
      default -> throw new Broken("an escape that JSON does not have");
    };
  }

  private char fourDigits() throws IOException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int hex = peek();
      int digit = hex < 0x80 ? Character.digit(hex, 16) : -1;
      if (digit < 0) {
        throw new Broken("\\u wants four hexadecimal digits");
      }
      read();
      code = (code << 4) | digit;
    }
    return (char) code;
  }

  private void open(char bracket) throws IOException {
    want(bracket);
    if (++depth > DEEPEST) {
      throw new Broken("it is more than " + DEEPEST + " levels deep");
    }
  }

  private boolean more(char end) throws IOException {
    int next = ahead();
    if (next != ',' && next != end) {
      throw new Broken(unexpected(next));
    }
    read();
    return next == ',';
  }

  private void want(char wanted) throws IOException {
    int next = ahead();
    if (next != wanted) {
      throw new Broken(unexpected(next));
    }
    read();
  }

  private static String unexpected(int next) {
    return next == END
        ? "it is broken off"
        : "unexpected " + (next > ' ' && next < 0x7f ? "" + (char) next : "character " + next);
  }

  private int peek() throws IOException {
    if (from == to) {
      to = in.read(buffer, 0, BUFFER);
      from = 0;
      if (to <= 0) {
        to = 0;
        return END;
      }
    }
    return buffer[from];
  }

  private int read() throws IOException {
    int next = peek();
    if (next != END) {
      from++;
      atLineStart = next == '\n';
      line += atLineStart ? 1 : 0;
    }
    return next;
  }
}
