// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.close.Cause;
import dev.hangup.close.HandshakeCause;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * {@code explain}: a close code, a cause of a close or of a failed handshake, a rule of the
 * diagnosis, or all codes in a table.
 */
public final class ExplainCommand implements Command {

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String usage() {
    return "[CODE|CAUSE] " + Reading.OPTIONS;
  }

  @Override
  public String summary() {
    return "Say what a close code, cause or rule means and how to fix it; without one, list all codes.";
  }

  @Override
  public int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    try {
      Reading reading = Reading.of(arguments);
      reading.print(page(reading), out, terminal);
      return 0;
    } catch (Reading.BadArgument bad) {
      err.println("explain: " + bad.line());
      return BAD_INPUT;
    }
  }

  private static Page page(Reading reading) throws Reading.BadArgument {
    return switch (reading.words().size()) {
      case 0 -> reading.handbook().allCodes();
      case 1 -> page(reading, reading.words().get(0));
      default ->
          throw new Reading.BadArgument("takes one code; to set two side by side use compare");
    };
  }

  /**
   * Whatever stands in {@code websocket.close.code}, {@code .cause} or {@code .rule}, or in {@code
   * websocket.handshake.cause}.
   */
  private static Page page(Reading reading, String word) throws Reading.BadArgument {
    Cause cause = Cause.byId(word);
    if (cause != null) {
      return reading.handbook().cause(cause);
    }
    HandshakeCause ofHandshake = HandshakeCause.byId(word);
    if (ofHandshake != null) {
      return reading.handbook().cause(ofHandshake);
    }
    Page rule = reading.handbook().rule(word);
    if (rule != null) {
      return rule;
    }
    Page range = word.indexOf('-') > 0 ? reading.handbook().range(word) : null;
    if (range != null) {
      return range;
    }
    if (Reading.isNumber(word)) {
      return reading.handbook().code(Reading.code(word));
    }
    throw new Reading.BadArgument(
        "\""
            + word
            + "\" is no close code, cause or rule; a cause looks like peer_reset or"
            + " origin_refused, a rule like reset-by-peer");
  }
}
