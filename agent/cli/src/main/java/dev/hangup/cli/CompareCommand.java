// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/** {@code compare}: two close codes side by side. */
public final class CompareCommand implements Command {

  @Override
  public String name() {
    return "compare";
  }

  @Override
  public String usage() {
    return "CODE CODE " + Reading.OPTIONS;
  }

  @Override
  public String summary() {
    return "Set two close codes side by side: how they differ, and which applies when.";
  }

  @Override
  public int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    try {
      Reading reading = Reading.of(arguments);
      List<Integer> codes = reading.codes();
      if (codes.size() != 2 || codes.get(0).equals(codes.get(1))) {
        throw new Reading.BadArgument("takes two different codes, such as 1002 1009");
      }
      reading.print(reading.handbook().comparison(codes.get(0), codes.get(1)), out, terminal);
      return 0;
    } catch (Reading.BadArgument bad) {
      err.println("compare: " + bad.line());
      return BAD_INPUT;
    }
  }
}
