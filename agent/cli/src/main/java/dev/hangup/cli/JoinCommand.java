// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.cli.join.Ends;
import dev.hangup.cli.join.Export;
import dev.hangup.cli.join.Source;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** {@code join}: what both ends of connections told, put together. */
public final class JoinCommand implements Command {

  @Override
  public String name() {
    return "join";
  }

  @Override
  public String usage() {
    return "FILE|URL... " + Reading.OPTIONS;
  }

  @Override
  public String summary() {
    return "Put together what client and server exported of a connection: who of them is to blame.";
  }

  @Override
  public int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    try {
      Reading reading = Reading.of(arguments);
      if (reading.words().isEmpty()) {
        throw new Reading.BadArgument(
            "takes files or addresses with what both ends exported: OTLP JSON, Jaeger's"
                + " /api/traces, or hangup's console with hangup.log.format=json");
      }
      Ends ends = new Ends();
      List<Export> exports = new ArrayList<>();
      for (String source : reading.words()) {
        exports.add(Source.read(source, in, ends::add));
      }
      new JoinPage(reading.language(), exports, ends).print(reading.format(), out, terminal);
      return 0;
    } catch (Source.Unreadable bad) {
      err.println("join: " + bad.line());
      return BAD_INPUT;
    } catch (Reading.BadArgument bad) {
      err.println("join: " + bad.line());
      return BAD_INPUT;
    }
  }
}
