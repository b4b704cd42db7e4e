// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.close.Page;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/** {@code explain}: what one close code means, or all of them in a table. */
public final class ExplainCommand implements Command {

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String usage() {
    return "[CODE] " + Reading.OPTIONS;
  }

  @Override
  public String summary() {
    return "Say what a close code means and how to fix it; without a code, list them all.";
  }

  @Override
  public int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    try {
      Reading reading = Reading.of(arguments, err);
      reading.print(page(reading), out, terminal);
      return 0;
    } catch (Reading.BadArgument bad) {
      err.println("explain: " + bad.line());
      return BAD_INPUT;
    }
  }

  private static Page page(Reading reading) throws Reading.BadArgument {
    return switch (reading.codes().size()) {
      case 0 -> reading.handbook().allCodes();
      case 1 -> reading.handbook().code(reading.codes().get(0));
      default ->
          throw new Reading.BadArgument("takes one code; to set two side by side use compare");
    };
  }
}
