// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import dev.hangup.cli.join.JoinRule.Cure;
import dev.hangup.close.Ending;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a row of the table says of a connection.
 *
 * @param one the end that is {@code one} in the row
 */
public record JoinVerdict(JoinRule rule, End one, End other) {

  private static final Pattern PLACE = Pattern.compile("\\{([a-z.]+)}");

  /** Seconds: pings more often than that cost more than they help. */
  private static final long SHORTEST_INTERVAL = 5;

  public static JoinVerdict of(Ends.Pair pair) {
    return JoinRule.judge(pair.server(), pair.client());
  }

  public Blame blame() {
    return switch (rule.who()) {
      case ONE -> side(one);
      case THE_OTHER -> side(other);
      case NETWORK -> Blame.NETWORK;
      case BETWEEN -> Blame.BETWEEN;
      case NOBODY -> Blame.NOBODY;
      case NOT_JUDGED -> Blame.NOT_JUDGED;
    };
  }

  private static Blame side(End end) {
    return end.isServer() ? Blame.SERVER : Blame.CLIENT;
  }

  /** One sentence with what it was decided by. English, as all evidence is. */
  @SuppressWarnings("JdkObsolete") // Java 8 has no other buffer for it.
  public String sentence() {
    Matcher places = PLACE.matcher(rule.telling());
    StringBuffer sentence = new StringBuffer();
    while (places.find()) {
      places.appendReplacement(sentence, Matcher.quoteReplacement(word(places.group(1))));
    }
    return places.appendTail(sentence).toString();
  }

  /** The agent whose advice is taken; null where {@link #remedyKey} is. */
  public @Nullable End adviser() {
    return rule.cure() == Cure.OF_ONE ? one : rule.cure() == Cure.OF_THE_OTHER ? other : null;
  }

  /** Of a text that every language file has. */
  public String remedyKey() {
    return rule.remedy();
  }

  /** Seconds between pings that are safe, for {@code {interval}} in a remedy. */
  public long interval() {
    return Math.max(SHORTEST_INTERVAL, (long) (silence() / 2));
  }

  /** What the clocks of the two hosts say of the two ends; empty where one has none. */
  public String clocks() {
    if (!Moments.clocksAreTold(one, other)) {
      return "";
    }
    End server = one.isServer() ? one : other;
    End client = one.isServer() ? other : one;
    double gap = Moments.clocks(server, client);
    String told =
        "the client's end is told "
            + Words.seconds(Math.abs(gap))
            + (gap < 0 ? " before" : " after")
            + " the server's, each by the clock of its own host; ";
    return told
        + (rule.asksWhen() && !other.receivedClose() && !Moments.livesAreTold(one, other)
            ? "that both are one moment is taken from these clocks, since no export tells how long"
                + " both ends lived"
            : "nothing was decided by that");
  }

  private String word(String place) {
    return switch (place) {
      case "one" -> name(one);
      case "other" -> name(other);
      case "one.sent" -> code(one.sentCode());
      case "one.received" -> code(one.receivedCode());
      case "other.received" -> code(other.receivedCode());
      case "one.end" -> end(one);
      case "other.end" -> end(other);
      case "other.what" ->
          other.receivedClose() ? "its Close " + code(other.receivedCode()) : end(other);
      case "one.cause" -> cause(one);
      case "other.cause" -> cause(other);
      case "one.lived" -> Words.seconds(one.lived());
      case "other.lived" -> Words.seconds(other.lived());
      case "one.stall" -> one.stall() > 0 ? " for " + Words.seconds(one.stall()) : "";
      case "one.lost" -> Long.toString(Accounts.lost(one, other));
      case "other.lost" -> Long.toString(Accounts.lost(other, one));
      case "one.bytes" -> Long.toString(one.bytesSent());
      case "other.bytes" -> Long.toString(other.bytesReceived());
      case "one.frames.sent" -> frames(one.framesSent());
      case "other.frames" -> frames(other.framesReceived());
      case "one.largest" -> Long.toString(one.largestSent());
      case "other.largest" -> Long.toString(Math.max(0, other.largestSent()));
      case "other.largest.received" -> Long.toString(other.largestReceived());
      case "silence" -> Words.seconds(silence());
      default -> throw new IllegalArgumentException("no word for " + place);
    };
  }

  /** Both sides were silent for at least that. */
  private double silence() {
    return Math.min(one.silence(), other.silence());
  }

  private static String frames(long count) {
    return count == 1 ? "1 frame" : count + " frames";
  }

  private static String name(End end) {
    return end.isServer() ? "the server" : "the client";
  }

  private static String code(int code) {
    return code == 1005 ? "without a code" : Integer.toString(code);
  }

  private static String cause(End end) {
    return end.cause().isEmpty() ? "no cause" : end.cause();
  }

  private static String end(End end) {
    return end.ending() == Ending.PEER_EOF
        ? "a FIN"
        : end.ending() == Ending.PEER_RESET
            ? "a reset (RST)"
            : end.ending() == Ending.WRITE_FAILED ? "a write that failed" : "its end";
  }
}
