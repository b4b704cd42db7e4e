// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The agent's own words: lines on standard error. Not a logger, since the first use of one sets it
 * up for the whole process. No method throws; nothing is said twice.
 */
final class AgentLog {

  private static final String PREFIX = "hangup: ";

  /** Enough for every honest mistake; a flood of distinct errors must not become a leak. */
  private static final int MOST = 200;

  private static final Set<String> said = Collections.synchronizedSet(new HashSet<>());

  /** Before anybody can have put another in its place. */
  private static final PrintStream STANDARD = System.err;

  /** Hears everything, said before or not. */
  private static volatile Consumer<String> listener = line -> {};

  private AgentLog() {}

  static void listen(Consumer<String> to) {
    listener = to;
  }

  /** One line, the same one only once. */
  static void say(String line) {
    listener.accept(line);
    if (said.size() < MOST && said.add(line)) {
      print(line);
    }
  }

  /** One line per distinct error: its class and the place that threw it. */
  static void failed(String what, Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    String place = trace.length == 0 ? "" : " at " + trace[0];
    listener.accept(what + ": " + failure + place);
    if (said.size() < MOST && said.add(failure.getClass().getName() + place)) {
      print(what + ": " + failure + place);
    }
  }

  /** One line, as often as it comes. */
  static void line(String line) {
    print(line);
  }

  /** One line, as often as it comes, in several where somebody reads it at a terminal. */
  static void close(String line) {
    int width = System.err == STANDARD ? FoldedLine.width() : 0;
    print(width == 0 ? line : FoldedLine.at(width, line, PREFIX.length()));
  }

  /** A line of JSON, for a program to read: nothing stands before it, and it is in ASCII. */
  @SuppressWarnings({"EmptyCatch", "SystemOut"}) // as below
  static void json(String line) {
    try {
      System.err.println(line);
    } catch (Throwable t) {
    }
  }

  /** The character set of what is written here. */
  static Charset charset() {
    return PrintableText.charset(System.err);
  }

  @SuppressWarnings({
    "EmptyCatch", // a broken standard error is the application's affair
    "SystemOut" // the very purpose
  })
  private static void print(String line) {
    try {
      System.err.println(PREFIX + (isPlain(line) ? line : PrintableText.in(charset(), line)));
    } catch (Throwable t) {
    }
  }

  /** Nearly all are, and these need nothing that is not loaded yet. */
  private static boolean isPlain(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) > 0x7e) {
        return false;
      }
    }
    return true;
  }
}
