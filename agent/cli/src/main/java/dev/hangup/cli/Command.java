// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * One word after {@code java -jar hangup.jar}. Commands are found by {@link
 * java.util.ServiceLoader}.
 */
public interface Command {

  /** The exit code for arguments or input that make no sense. */
  int BAD_INPUT = 2;

  String name();

  /** The arguments, as the help shows them. */
  String usage();

  /** One line for the list of commands. */
  String summary();

  /**
   * Runs to the end and returns the exit code. {@code terminal} is true where {@code out} is a
   * person's screen.
   */
  int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal);
}
