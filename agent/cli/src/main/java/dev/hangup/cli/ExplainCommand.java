// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import dev.hangup.close.Cause;
import dev.hangup.close.HandshakeCause;
import dev.hangup.close.SubprotocolCode;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code explain}: a close code, a cause of a close or of a failed handshake, a rule of the
 * diagnosis, or all codes in a table.
 */
public final class ExplainCommand implements Command {

  private static final String SUBPROTOCOL = "--subprotocol";

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
    return "Say what a code, cause or rule means and how to fix it; with --subprotocol NAME, in that one.";
  }

  @Override
  public int run(
      List<String> arguments, InputStream in, PrintStream out, PrintStream err, boolean terminal) {
    try {
      List<String> rest = new ArrayList<>();
      String subprotocol = Reading.taken(arguments, SUBPROTOCOL, rest);
      Reading reading = Reading.of(rest);
      reading.print(
          subprotocol == null ? page(reading) : pageOf(reading, subprotocol), out, terminal);
      return 0;
    } catch (Reading.BadArgument bad) {
      err.println("explain: " + bad.line());
      return BAD_INPUT;
    }
  }

  /** What a code says in a subprotocol, or all that it has. */
  private static Page pageOf(Reading reading, String subprotocol) throws Reading.BadArgument {
    if (!SubprotocolCode.subprotocols().contains(subprotocol)) {
      throw new Reading.BadArgument(
          "no codes are known of subprotocol \""
              + subprotocol
              + "\"; there are those of "
              + String.join(", ", SubprotocolCode.subprotocols()));
    }
    List<Integer> codes = reading.codes();
    if (codes.isEmpty()) {
      return reading.handbook().subprotocol(subprotocol);
    } else if (codes.size() > 1) {
      throw new Reading.BadArgument("takes one code; to set two side by side use compare");
    }
    SubprotocolCode known = SubprotocolCode.in(subprotocol, codes.get(0));
    if (known == null) {
      throw new Reading.BadArgument(
          codes.get(0)
              + " has no meaning of its own in "
              + subprotocol
              + "; without --subprotocol it is explained as everywhere else");
    }
    return reading.handbook().code(codes.get(0), known);
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
