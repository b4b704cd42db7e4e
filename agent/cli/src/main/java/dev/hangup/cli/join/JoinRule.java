// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

import static dev.hangup.cli.join.JoinRule.Cure.OF_ONE;
import static dev.hangup.cli.join.JoinRule.Cure.OF_THE_OTHER;
import static dev.hangup.cli.join.JoinRule.Who.BETWEEN;
import static dev.hangup.cli.join.JoinRule.Who.NETWORK;
import static dev.hangup.cli.join.JoinRule.Who.NOBODY;
import static dev.hangup.cli.join.JoinRule.Who.NOT_JUDGED;
import static dev.hangup.cli.join.JoinRule.Who.ONE;
import static dev.hangup.cli.join.JoinRule.Who.THE_OTHER;

import dev.hangup.close.Ending;
import java.util.Locale;

/**
 * What two accounts of one connection come to, in the order it is asked: the first row that holds
 * is the verdict. A row is asked with the server as {@code one} and the client as {@code other},
 * and the other way round. A row that puts the blame on a side and holds both ways is passed over.
 */
@SuppressWarnings("ImmutableEnumChecker") // The lambdas hold nothing.
public enum JoinRule {
  // What may not be judged.
  LOST_SIGHT(
      NOT_JUDGED,
      (one, other) -> one.lostSight(),
      "the agent at {one} did not see all of this connection, so the two accounts cannot be compared",
      "remedy.lost-sight"),

  // Close frames that were not passed on as they were.
  CLOSE_FROM_BETWEEN(
      BETWEEN,
      (one, other) ->
          one.receivedClose() && other.receivedClose() && one.remote() && other.remote(),
      "each side received a Close frame before it had sent one, {one} {one.received} and {other}"
          + " {other.received}: something between them closed both",
      "join.close-frames"),
  CODE_REWRITTEN(
      BETWEEN,
      (one, other) ->
          one.sentClose() && other.receivedClose() && one.sentCode() != other.receivedCode(),
      "{one} sent Close {one.sent} and {other} received Close {other.received}: something between"
          + " them changed the code",
      "join.close-frames"),
  CLOSE_MADE_UP(
      BETWEEN,
      (one, other) -> one.noClose() && one.ending() == Ending.PEER_RESET && other.receivedClose(),
      "{other} received Close {other.received}, but {one} sent none and saw {one.end}: something"
          + " between them sent it",
      "join.close-frames"),

  // Frames that broke a rule when they arrived.
  BYTES_CHANGED(
      BETWEEN,
      (one, other) -> one.by(Accounts.RECEIVED_BROKEN) && Accounts.sentAllIntact(other),
      "what {other} sent was within the rules when it left and broke one when it reached {one}:"
          + " something between them changed it",
      "join.bytes"),
  BROKE_A_RULE(
      THE_OTHER,
      (one, other) -> one.by(Accounts.RECEIVED_BROKEN) && other.by(Accounts.SENT_BROKEN),
      "{other} sent what breaks a rule of the protocol, as both sides saw, and {one} refused it",
      OF_THE_OTHER),
  REFUSED_WHAT_WAS_RIGHT(
      ONE,
      (one, other) ->
          one.by("framing-refused-here", "payload-refused-here")
              && !Accounts.mayBeHidden(one)
              && Accounts.sentAllIntact(other),
      "{one} refused with Close {one.sent} what was within the rules when it left {other} and when"
          + " it arrived",
      OF_ONE),

  // One side failed, refused or went down.
  FAILED_INSIDE(
      ONE,
      (one, other) -> one.is("internal_error") && one.local() && Accounts.reached(one, other),
      "{one} failed, and {other} saw {other.what}",
      OF_ONE),
  TOO_BIG(
      THE_OTHER,
      (one, other) -> one.is("message_too_big") && one.local() && Accounts.reached(one, other),
      "{other} sent a message that is larger than {one} accepts; the largest one that left {other}"
          + " whole had {other.largest} bytes",
      OF_THE_OTHER),
  WENT_DOWN_SAYING_SO(
      NOBODY,
      (one, other) ->
          one.is("shutdown") && one.sentClose() && one.sentCode() == other.receivedCode(),
      "the JVM of {one} went down and said so with Close {one.sent}, which {other} received",
      "remedy.jvm-shutdown"),
  WENT_DOWN(
      ONE,
      (one, other) ->
          one.is("shutdown") && !one.sentClose() && other.hungUpOn() && Moments.fit(one, other),
      "the JVM of {one} went down without a Close frame, and {other} saw {other.end}",
      OF_ONE),
  CLOSE_SWALLOWED(
      BETWEEN,
      (one, other) ->
          one.sentClose()
              && (one.hungUpOn() || one.is("close_timeout"))
              && !other.receivedClose()
              && other.readToTheFin()
              && Accounts.allButTheCloseArrived(one, other),
      "{one} sent Close {one.sent}; {other} received all that was sent before it ({other.frames})"
          + " and then a FIN, but not the Close frame: something between them swallowed it",
      "join.close-frames"),

  // One side heard nothing from the other.
  STOOD_STILL(
      ONE,
      (one, other) -> (one.stall() >= 1 || one.is("local_stall")) && other.gaveUp(),
      "{one} stood still{one.stall}, and {other} gave up on it ({other.cause})",
      OF_THE_OTHER),
  DID_NOT_ANSWER(
      THE_OTHER,
      (one, other) ->
          one.is("ping_timeout")
              && one.local()
              && (other.receivedClose() || other.hungUpOn())
              && Accounts.allArrived(one, other)
              && Accounts.allArrived(other, one),
      "{other} read all that {one} sent ({one.frames.sent}), its pings too, and answered none of the"
          + " pings that {one} gave up on",
      OF_ONE),
  DID_NOT_READ(
      THE_OTHER,
      (one, other) ->
          one.is("slow_consumer")
              && one.local()
              && (other.hungUpOn() || other.receivedClose())
              && other.bytesReceived() >= 0
              && other.bytesReceived() < one.bytesSent(),
      "{other} had read {other.bytes} of the {one.bytes} bytes that {one} sent, and {one} gave up"
          + " on it; the end did reach {other}",
      OF_ONE),
  UNREACHABLE(
      NETWORK,
      (one, other) -> one.is("unreachable") && other.gaveUp(),
      "the system under {one} got no answer from the other host any more, and {other} heard nothing"
          + " either ({other.cause})",
      "remedy.network-gave-up"),
  PATH_DEAD(
      NETWORK,
      (one, other) ->
          one.gaveUp()
              && other.gaveUp()
              && Accounts.severalLost(one, other)
              && Accounts.severalLost(other, one),
      "both sides went on sending, and what either sent last did not reach the other: {one.lost}"
          + " frames of {one} and {other.lost} of {other} are missing",
      "remedy.network-gave-up"),
  NEITHER_HEARD(
      NOT_JUDGED,
      (one, other) -> one.gaveUp() && other.gaveUp(),
      "each side gave up on the other ({one} {one.cause}, {other} {other.cause}): the way between"
          + " them was dead, or one of them stood still, or both have the same time limit",
      "join.unclear"),
  NOT_ANSWERED(
      THE_OTHER,
      (one, other) ->
          one.is("close_timeout")
              && one.sentCode() == other.receivedCode()
              && one.sentClose()
              && !other.sentClose(),
      "{other} received Close {one.sent} and sent no answer, until {one} gave up waiting",
      OF_ONE),
  IDLE_TIMER(
      ONE,
      (one, other) ->
          one.is("idle_timeout_local")
              && Accounts.reached(one, other)
              && Accounts.allArrived(other, one),
      "the idle timer of {one} ended it; {other} had sent nothing that did not arrive, and saw"
          + " {other.what}",
      OF_ONE),

  // The transport ended without a Close frame.
  CUT_ON_ONE_LEG(
      BETWEEN,
      (one, other) ->
          other.hungUpOn()
              && !one.hungUpOn()
              && !one.receivedClose()
              && Moments.longBefore(other, one),
      "{other} saw {other.end} after {other.lived}, when {one} still had the connection; {one} ended"
          + " it after {one.lived} ({one.cause}): something between them cut the way to {other}."
          + " Each time is by one clock, from the handshake on",
      "join.cut"),
  DROPPED(
      ONE,
      (one, other) ->
          one.is("local_abort") && one.noClose() && other.hungUpOn() && Moments.fit(one, other),
      "{one} closed the transport without a Close frame, and that is what {other} saw: {other.end}",
      OF_ONE),
  SIZE_LIMIT_BETWEEN(
      BETWEEN,
      (one, other) ->
          one.hungUpOn()
              && other.hungUpOn()
              && one.by("dropped-after-a-large-message")
              && other.largestReceived() >= 0
              && other.largestReceived() < one.largestSent(),
      "both sides say that the other one hung up ({one} saw {one.end}, {other} {other.end}), right"
          + " after {one} sent {one.largest} bytes; the largest message that reached {other} had"
          + " {other.largest.received}: something between them has a smaller limit",
      "remedy.dropped-after-a-large-message"),
  IDLE_LIMIT_BETWEEN(
      BETWEEN,
      (one, other) ->
          one.hungUpOn()
              && other.hungUpOn()
              && one.noClose()
              && other.noClose()
              && one.quiet()
              && other.quiet(),
      "both sides say that the other one hung up ({one} saw {one.end}, {other} {other.end}), and"
          + " both had been silent for at least {silence}: something between them has an idle limit"
          + " of that, or a little less",
      "remedy.dropped-at-a-known-limit"),
  CUT_BETWEEN(
      BETWEEN,
      (one, other) -> one.hungUpOn() && other.hungUpOn(),
      "both sides say that the other one hung up: {one} saw {one.end}, {other} saw {other.end}."
          + " Something between them did it",
      "join.cut"),

  // Closed as it should be.
  CLOSED(
      NOBODY,
      (one, other) ->
          one.local()
              && one.sentClose()
              && one.sentCode() == other.receivedCode()
              && one.is("normal", "going_away", "restart")
              && other.is("normal", "going_away", "restart"),
      "{one} closed it with {one.sent}, and {other} received just that",
      "remedy.both-agreed"),
  CLOSED_WITHOUT_AN_ANSWER(
      NOBODY,
      (one, other) ->
          one.hungUpOn()
              && one.sentClose()
              && one.sentCode() == other.receivedCode()
              && !other.sentClose()
              && other.is("normal", "going_away"),
      "{one} closed it with {one.sent}, which {other} received; {other} closed the transport instead"
          + " of an answer",
      "remedy.both-agreed"),
  ENDED_ON_PURPOSE(
      NOBODY,
      (one, other) ->
          one.local()
              && one.sentClose()
              && one.sentCode() == other.receivedCode()
              && one.is(
                  "policy",
                  "unsupported_data",
                  "extension_missing",
                  "overload",
                  "bad_gateway",
                  "timeout",
                  "application"),
      "{one} ended it on purpose with Close {one.sent}, and {other} received just that; the code and"
          + " its reason say why",
      OF_THE_OTHER),

  // What two accounts do not settle.
  CLOSE_NOT_WAITED_FOR(
      NOT_JUDGED,
      (one, other) ->
          one.sentClose()
              && !one.receivedClose()
              && (one.ending() == Ending.LOCAL_CLOSE || one.ending() == Ending.SHUTDOWN)
              && other.hungUpOn(),
      "{one} sent Close {one.sent} and closed the transport without waiting; {other} saw {other.end}"
          + " and no Close frame: it was lost in the closing, or something between them dropped it",
      "join.wait"),
  GAVE_UP_ON_SILENCE(
      NOT_JUDGED,
      (one, other) -> one.gaveUp(),
      "{one} gave up on {other} ({one.cause}), which had not: one of them stood still or did not"
          + " read, or frames were lost on the way",
      "join.unclear"),
  BOTH_SAY_THEY_DID_IT(
      NOT_JUDGED,
      (one, other) -> one.local() && other.local() && one.noClose() && other.noClose(),
      "each side says that it closed the transport itself, {one} {one.cause} and {other}"
          + " {other.cause}",
      "join.unclear"),
  DOES_NOT_FIT(
      NOT_JUDGED,
      (one, other) -> true,
      "the two accounts do not decide it: {one} tells {one.cause}, {other} {other.cause}",
      "join.unclear");

  /** Who a row blames. */
  enum Who {
    ONE,
    THE_OTHER,
    NETWORK,
    BETWEEN,
    NOBODY,
    NOT_JUDGED
  }

  /** What to do: a text for both sides, or what the agent at one of them advises there. */
  enum Cure {
    OF_ONE,
    OF_THE_OTHER,
    A_TEXT
  }

  private interface Condition {
    boolean holds(End one, End other);
  }

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final Who who;
  private final Condition condition;
  private final String telling;
  private final Cure cure;
  private final String remedy;

  JoinRule(Who who, Condition condition, String telling, String remedy) {
    this(who, condition, telling, Cure.A_TEXT, remedy);
  }

  JoinRule(Who who, Condition condition, String telling, Cure cure) {
    this(who, condition, telling, cure, "");
  }

  JoinRule(Who who, Condition condition, String telling, Cure cure, String remedy) {
    this.who = who;
    this.condition = condition;
    this.telling = telling;
    this.cure = cure;
    this.remedy = remedy;
  }

  public String id() {
    return id;
  }

  /** Always one: the last row holds for everything. */
  static JoinVerdict judge(End server, End client) {
    for (JoinRule rule : values()) {
      boolean so = rule.condition.holds(server, client);
      boolean otherwise = rule.condition.holds(client, server);
      if (so && !(otherwise && rule.blamesASide())) {
        return new JoinVerdict(rule, server, client);
      } else if (otherwise && !so) {
        return new JoinVerdict(rule, client, server);
      }
    }
    return new JoinVerdict(DOES_NOT_FIT, server, client);
  }

  private boolean blamesASide() {
    return who == Who.ONE || who == Who.THE_OTHER;
  }

  boolean holds(End one, End other) {
    return condition.holds(one, other);
  }

  Who who() {
    return who;
  }

  String telling() {
    return telling;
  }

  Cure cure() {
    return cure;
  }

  /** The key of its text, empty where an agent's advice is taken. */
  String remedy() {
    return remedy;
  }

  /** Whether times decide, which two hosts tell. */
  boolean asksWhen() {
    return this == FAILED_INSIDE
        || this == TOO_BIG
        || this == WENT_DOWN
        || this == IDLE_TIMER
        || this == DROPPED;
  }
}
