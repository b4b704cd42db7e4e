// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Account.Broken;
import dev.hangup.close.Account.CloseFrame;
import dev.hangup.close.Account.Direction;
import dev.hangup.close.Account.HandlerFailure;
import dev.hangup.close.Account.Heartbeat;
import dev.hangup.close.Account.Held;
import dev.hangup.close.Account.IdleTimer;
import dev.hangup.close.Account.Refusal;
import dev.hangup.close.Account.Spell;
import dev.hangup.close.Account.Stall;
import dev.hangup.close.Around.AgeLimit;
import dev.hangup.close.Around.Company;
import dev.hangup.close.Around.IdleLimit;
import dev.hangup.close.Around.Returns;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.codec.Violation;
import dev.hangup.codec.WireCloseCodes;
import org.jspecify.annotations.Nullable;

/** The sentences of the {@link Story} table: what was seen, with the numbers in it. */
final class Evidence {

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final String UNSEEN_TEXT =
      " whether the text in those messages is UTF-8 cannot be seen from outside";

  private Evidence() {}

  static boolean isReservedValue(Facts f) {
    CloseFrame first = f.first();
    if (first != null
        && first.violation() != null
        && first.violation().rule() != Rule.RESERVED_CLOSE_CODE) {
      return false;
    }
    return switch (f.wireCode()) {
      case CloseCodes.NO_STATUS_RECEIVED, CloseCodes.ABNORMAL_CLOSURE, CloseCodes.TLS_HANDSHAKE ->
          true;
      default -> false;
    };
  }

  static boolean isOutOfRange(Facts f) {
    return !isReservedValue(f)
        && f.wireCode() >= 0
        && f.wireCode() != CloseCodes.NO_STATUS_RECEIVED
        && !WireCloseCodes.mayTravel(f.wireCode());
  }

  static boolean isPolicy(Facts f) {
    return f.either(CloseCodes.POLICY_VIOLATION)
        || f.either(CloseCodes.UNAUTHORIZED)
        || f.either(CloseCodes.FORBIDDEN);
  }

  static boolean isFirstFrame(Direction direction) {
    Violation violation = direction.violation();
    return violation != null && violation.frameIndex() == 0;
  }

  static boolean isPayload(Direction direction) {
    Violation violation = direction.violation();
    return violation != null && violation.rule().closeCode() == CloseCodes.INVALID_PAYLOAD_DATA;
  }

  static boolean isDeflate(Direction direction) {
    Violation violation = direction.violation();
    return violation != null && violation.rule() == Rule.INVALID_DEFLATE;
  }

  static boolean isUnmaskedFirstFrame(Facts f) {
    Violation violation = f.account().received().violation();
    return violation != null
        && violation.frameIndex() == 0
        && violation.rule() == Rule.UNMASKED_CLIENT_FRAME;
  }

  static void lostSight(Facts f, Sentence s) {
    s.say("not judged, because the agent lost sight of this connection; it last saw: ");
    if (f.noClose()) {
      ended(f, s);
    } else {
      name(f.first(), s);
      s.say(f.ours() ? " sent by this side" : " sent by the peer");
    }
  }

  static void reservedCode(Facts f, Sentence s) {
    s.say("the peer's Close frame carried ")
        .number(f.wireCode())
        .say(", which must never travel (RFC 6455 7.4.1): ")
        .say(habit(f.wireCode()));
  }

  private static String habit(int code) {
    return switch (code) {
      case CloseCodes.NO_STATUS_RECEIVED ->
          "its library writes the local value for \"no code\" instead of an empty Close frame, often"
              + " because a proxy or relay passes on the code of its own close event";
      case CloseCodes.ABNORMAL_CLOSURE ->
          "its library, or a proxy or relay, passes the local value for a lost connection on as if"
              + " somebody had sent it";
      default ->
          "its library, or a proxy or relay, sends the local value for a TLS failure instead of only"
              + " reporting it";
    };
  }

  static void forbiddenCode(Facts f, Sentence s) {
    CloseCode row = CloseCodes.of(f.wireCode());
    s.say("the peer's Close frame carried ")
        .number(f.wireCode())
        .say(", which nobody may send (")
        .say(row.name())
        .say(", RFC 6455 7.4.2)");
  }

  static void brokenClose(Facts f, Sentence s) {
    CloseFrame first = f.first();
    Violation violation = first == null ? null : first.violation();
    s.say(f.ours() ? "this side's" : "the peer's").say(" Close frame ");
    if (violation == null) {
      s.say("carried ").number(f.wireCode()).say(", which must never travel (RFC 6455 7.4)");
    } else {
      s.say("itself broke rule ");
      rule(violation, s);
    }
  }

  private static void rule(Violation violation, Sentence s) {
    s.say(violation.rule().id())
        .say(" (")
        .say(violation.rule().section())
        .say(") at byte ")
        .number(violation.byteOffset());
  }

  static void neverMasked(Facts f, Sentence s) {
    s.say("the client's very first frame was not masked (rule ");
    Violation violation = f.account().received().violation();
    if (violation != null) {
      s.say(violation.rule().id()).say(", ").say(violation.rule().section());
    }
    answer(f, s.say(")"));
  }

  static void violationReceived(Facts f, Sentence s) {
    Violation violation = f.account().received().violation();
    if (violation != null) {
      s.say(peer(f)).say("'s frame ").number(violation.frameIndex() + 1).say(" broke rule ");
      rule(violation, s);
    }
    answer(f, s);
  }

  static void violationAfterGoodFrames(Facts f, Sentence s) {
    Violation violation = f.account().received().violation();
    if (violation != null) {
      s.say("after ").frames(violation.frameIndex()).say(" within the rules, ");
    }
    violationReceived(f, s);
  }

  private static void answer(Facts f, Sentence s) {
    if (f.noClose()) {
      s.say("; this side ended the connection without a Close frame");
    } else {
      s.say("; this side answered Close ").number(f.wireCode());
    }
  }

  static void violationSent(Facts f, Sentence s) {
    Violation violation = f.account().sent().violation();
    if (violation != null) {
      s.say("this side's frame ").number(violation.frameIndex() + 1).say(" broke rule ");
      rule(violation, s);
    }
    if (f.noClose()) {
      later(f.account().sent().broken(), f, s);
    } else {
      s.say("; the peer answered Close ").number(f.wireCode());
    }
  }

  static void violationNotActedOn(Facts f, Sentence s) {
    violationNotSeenHere(f, s);
    later(f.account().received().broken(), f, s);
  }

  static void violationWaitedOut(Facts f, Sentence s) {
    violationNotSeenHere(f, s);
    Broken broken = f.account().received().broken();
    IdleTimer timer = f.account().idleTimer();
    if (broken != null && timer != null) {
      s.say("; ").time(broken.age() - Math.max(0, timer.age())).say(" later its idle timer fired");
    }
    thenThisSide(f, s);
  }

  private static void violationNotSeenHere(Facts f, Sentence s) {
    Broken broken = f.account().received().broken();
    if (broken != null) {
      long good = broken.violation().frameIndex();
      if (good > 0) {
        s.say("after ").frames(good).say(" within the rules, ");
      }
      s.say(peer(f)).say("'s frame ").number(good + 1).say(" broke rule ");
      rule(broken.violation(), s);
    }
    s.say("; this side did not act on it");
  }

  private static void later(@Nullable Broken broken, Facts f, Sentence s) {
    s.say("; ").time(broken == null ? 0 : broken.age()).say(" later: ");
    ended(f, s);
  }

  static void shutdown(Facts f, Sentence s) {
    s.say("this JVM shut down ").time(f.account().duration()).say(" after the handshake");
    s.say(f.noClose() ? ", without a Close frame" : ", with ");
    if (!f.noClose()) {
      name(f.first(), s);
    }
  }

  static void idleTimer(Facts f, Sentence s) {
    IdleTimer timer = f.account().idleTimer();
    s.say("this side's idle timer fired");
    if (timer != null && timer.limit() > 0) {
      s.say(" after ").time(timer.limit());
    } else if (f.account().received().silence() > 0) {
      s.say("; the last frame from the peer came ")
          .time(f.account().received().silence())
          .say(" before the end");
    }
    if (timer != null && timer.setting() != null) {
      s.say(" (").say(timer.setting()).say(")");
    }
    thenThisSide(f, s);
  }

  /** What this side did about it. */
  private static void thenThisSide(Facts f, Sentence s) {
    if (f.noClose()) {
      s.say("; the transport was closed without a Close frame");
    } else if (f.wireCode() == CloseCodes.NO_STATUS_RECEIVED) {
      s.say("; this side sent a Close frame without a code");
    } else {
      s.say("; this side sent Close ").number(f.wireCode());
    }
  }

  static void unreachable(Facts f, Sentence s) {
    if (!f.noClose()) {
      s.say("this side sent ");
      name(f.first(), s);
      s.say(", then ");
    }
    ended(f, s);
    lastFrames(f, s);
  }

  static void sendGivenUp(Facts f, Sentence s) {
    Stall stall = f.account().stall();
    s.say("a send of this side did not get through");
    if (stall != null && stall.lasted() > 0) {
      s.say(" for ").time(stall.lasted());
    }
    s.say(": the peer did not read, or nothing reached it any more");
    if (f.noClose()) {
      s.say("; ");
      ended(f, s);
    } else {
      thenThisSide(f, s);
    }
  }

  static void peerMissedAnswer(Facts f, Sentence s) {
    CloseFrame first = f.first();
    s.say("the peer sent ");
    name(first, s);
    s.say(
        ", and its reason says that a ping or heartbeat of the peer went without an answer: this"
            + " side did not answer in time; this side's last frame before that was sent ");
    s.time(Math.max(0, f.account().sent().silence() - (first == null ? 0 : first.age())))
        .say(" earlier");
  }

  static void heartbeat(Facts f, Sentence s) {
    Heartbeat beat = f.account().received().heartbeat();
    if (beat != null) {
      s.say("messages of ")
          .bytes(beat.size())
          .say(" came from the peer every ")
          .time(beat.period())
          .say(", then nothing for ")
          .time(f.heartbeatMissingFor(beat));
    }
    if (f.noClose()) {
      s.say("; then ");
      ended(f, s);
    } else {
      thenThisSide(f, s);
    }
  }

  static void ownHeartbeat(Facts f, Sentence s) {
    Heartbeat beat = f.account().sent().heartbeat();
    if (beat != null) {
      s.say("this side sent messages of ")
          .bytes(beat.size())
          .say(" every ")
          .time(beat.period())
          .say(", then nothing for ")
          .time(f.heartbeatMissingFor(beat));
    }
    if (f.noClose()) {
      s.say("; then ");
      ended(f, s);
    } else {
      s.say("; the peer sent ");
      name(f.first(), s);
    }
  }

  /** Mentioned beside every other story: a peer that stopped may be the reason for it. */
  static void stoppedHeartbeat(Facts f, Sentence s) {
    Heartbeat beat = f.account().received().heartbeat();
    if (beat != null
        && !f.lostSight()
        && f.heartbeatMissingFor(beat) >= Facts.PERIODS_MISSING * beat.period()) {
      s.say("; messages of ")
          .bytes(beat.size())
          .say(" had come from the peer every ")
          .time(beat.period())
          .say(", the last one ")
          .time(f.heartbeatMissingFor(beat))
          .say(" before");
    }
  }

  static void unreliableSession(Facts f, Sentence s) {
    s.say("this side sent Close ")
        .number(f.wireCode())
        .say(
            ", which Spring does when a message could not be sent in time or too much waited to be"
                + " sent");
  }

  /** Mentioned beside every story: it may be the reason, or what is lost. */
  static void pending(Facts f, Sentence s) {
    long pending = f.account().circumstances().pending();
    if (pending > 0 && !f.clean() && !f.lostSight()) {
      s.say("; ").bytes(pending).say(" of this side waited to be sent");
      Stall stall = f.account().stall();
      if (stall != null && stall.lasted() >= Facts.SECOND) {
        s.say(", and nothing more had got through for ").time(stall.lasted());
      }
    }
  }

  /** Mentioned beside every other story: the side that did not answer may be the reason for it. */
  static void unansweredPings(Facts f, Sentence s) {
    long unanswered = f.account().pings().unanswered();
    if (unanswered > 0 && !f.lostSight() && f.unansweredFor() >= Facts.SECOND) {
      s.say("; ")
          .number(unanswered)
          .say(unanswered == 1 ? " ping" : " pings")
          .say(" of this side had no answer, ")
          .say(unanswered == 1 ? "sent " : "the oldest sent ")
          .time(f.unansweredFor())
          .say(" before");
    }
  }

  static void manyTogether(Facts f, Sentence s) {
    ended(f, s);
    Company company = f.account().around().company();
    if (company != null) {
      s.say("; within one second it ended ")
          .number(company.byPeer())
          .say(" of the ")
          .number(company.open())
          .say(" connections with this peer address, without a Close frame");
    }
  }

  static void tooOld(Facts f, Sentence s) {
    ended(f, s);
    s.say(" ").time(f.account().duration()).say(" after the handshake, with traffic until then");
    AgeLimit limit = f.account().around().age();
    if (limit != null) {
      s.say("; ")
          .number(limit.ends())
          .say(" connections of this route with this peer address ended at an age of ")
          .time(limit.shortest())
          .say(" to ")
          .time(limit.longest())
          .say(", one after another, and none lived longer");
      AgeDefault standard = AgeDefault.near(limit.longest());
      if (standard != null) {
        s.say("; ")
            .number(standard.seconds())
            .say(" s is the usual limit of ")
            .say(standard.owner());
      }
    }
  }

  /** Mentioned beside idle drops: what this peer did before. */
  private static void knownIdleLimit(Facts f, Sentence s) {
    IdleLimit known = f.account().around().idle();
    if (known == null) {
      return;
    }
    if (known.isOutlived()) {
      s.say("; but silences of up to ")
          .time(known.survived())
          .say(" were survived with this peer address");
      return;
    }
    s.say("; ")
        .number(known.deaths())
        .say(" connections with this peer address ended after a silence of ")
        .time(known.shortest())
        .say(" to ")
        .time(known.longest());
    if (known.survived() > 0) {
      s.say(", silences of up to ").time(known.survived()).say(" were survived");
    }
    if (known.pingPeriod() > 0) {
      s.say("; this side pings every ").time(known.pingPeriod());
    }
  }

  /** Mentioned beside every story: who comes back without waiting is part of the trouble. */
  static void returns(Facts f, Sentence s) {
    Returns returns = f.account().around().returns();
    if (returns != null && !f.lostSight()) {
      s.say("; after each of the last ")
          .number(returns.count())
          .say(" ends ")
          .say(f.account().role() == Role.SERVER ? "a client of this address" : "this side")
          .say(" came back ")
          .time(returns.median())
          .say(" later, give or take ")
          .time(returns.spread())
          .say(": without backoff and jitter");
    }
  }

  /** Mentioned beside every other story: it was not this connection alone. */
  static void together(Facts f, Sentence s) {
    Company company = f.account().around().company();
    if (company != null && f.noClose() && !f.lostSight()) {
      s.say("; within the same second ")
          .number(company.together() - 1L)
          .say(" others with this peer address ended without a Close frame");
    }
  }

  static void endNotAskedFor(Facts f, Sentence s) {
    ended(f, s);
    notAskedFor(f, s);
    lastFrames(f, s);
  }

  /** Mentioned beside every other story. */
  static void notAskedFor(Facts f, Sentence s) {
    Held held = f.account().held();
    if (held == null || f.lostSight()) {
      return;
    }
    if (f.heldBack()) {
      s.say("; this side had not read for ")
          .time(held.lasted())
          .say(" then, since its application had asked for no message");
    }
    if (f.endLost()) {
      s.say(
          "; the application had asked for no message, so the library told it nothing of this end");
    }
  }

  static void handler(Facts f, Sentence s) {
    HandlerFailure failure = f.account().handlerFailure();
    s.say(failure == null ? "an exception" : failure.error())
        .say(" left the application's handler");
    thenThisSide(f, s);
  }

  static void tooBigHere(Facts f, Sentence s) {
    int opcode = f.refusedOpcode();
    long size = f.refusedSize();
    Limit standard = Limit.of(f.account().stack(), opcode);
    Refusal refusal = f.account().refusal();
    long limit = refusal == null ? -1 : refusal.limit();
    String what = kind(opcode);
    if (limit > 0) {
      s.say("the peer's ").say(what).say(" passed ").bytes(limit).say(", ");
      s.say(
          standard != null && standard.bytes() == limit ? standard.words() : "the limit set here");
      if (size > limit) {
        s.say("; it had reached ").bytes(size);
      }
    } else if (standard != null && size == standard.bytes()) {
      s.say("the peer's ").say(what).say(" passed ").bytes(size).say(", ").say(standard.words());
    } else {
      s.say("the peer's ").say(what).say(" had reached ").bytes(size).say(" when it was refused");
      if (standard != null && size > standard.bytes()) {
        s.say("; ").say(standard.words()).say(" is ").bytes(standard.bytes());
      }
    }
    compressed(f, s);
    if (!f.ours(CloseCodes.MESSAGE_TOO_BIG)) {
      thenThisSide(f, s);
    }
  }

  private static void compressed(Facts f, Sentence s) {
    if (f.account().compressed()) {
      s.say(" (as compressed on the wire; limits count what comes out of it)");
    }
  }

  private static String kind(int opcode) {
    return switch (opcode) {
      case TEXT -> "text message";
      case BINARY -> "binary message";
      default -> "message";
    };
  }

  static void tooBigThere(Facts f, Sentence s) {
    Direction sent = f.account().sent();
    long largest = Math.max(Math.max(sent.maxMessage(), sent.maxFrame()), f.largeMessage());
    s.say("the peer refused a message with Close 1009; the largest sent by this side was ")
        .bytes(Math.max(largest, 0));
    usualSize(f, s);
    compressed(f, s);
  }

  /** Whose limit it usually is; compressed, what was sent says nothing of what came out. */
  private static void usualSize(Facts f, Sentence s) {
    if (!f.account().compressed()) {
      Direction sent = f.account().sent();
      SizeDefault.tell(
          Math.max(sent.maxMessage(), f.largeMessage()),
          Math.max(sent.maxFrame(), f.lastFrame()),
          s);
    }
  }

  static void refusedHere(Facts f, Sentence s) {
    s.say("this side sent Close ")
        .number(f.wireCode())
        .say(", but no rule the agent checks had just been broken by the peer");
    if (f.account().compressed() && f.wireCode() == CloseCodes.INVALID_PAYLOAD_DATA) {
      s.say("; messages here may be compressed, and").say(UNSEEN_TEXT);
    }
    passed(f.account().received(), f, s);
  }

  static void compressedRefusedThere(Facts f, Sentence s) {
    s.say("the peer sent Close ")
        .number(f.wireCode())
        .say("; what this side sends may be compressed, and")
        .say(UNSEEN_TEXT);
    passed(f.account().sent(), f, s);
  }

  static void refusedThere(Facts f, Sentence s) {
    s.say("the peer sent Close ").number(f.wireCode());
    Direction sent = f.account().sent();
    if (sent.violation() == null) {
      s.say(", but all ")
          .frames(sent.frames())
          .say(" of this side were within the rules when sent");
    } else {
      passed(sent, f, s);
    }
  }

  /**
   * A violation that was let pass did not end the connection, and is worth knowing all the same.
   */
  private static void passed(Direction direction, Facts f, Sentence s) {
    Broken broken = direction.broken();
    CloseFrame first = f.first();
    if (broken != null && first != null && broken.age() >= first.age()) {
      s.say("; rule ")
          .say(broken.violation().rule().id())
          .say(" was broken ")
          .time(broken.age() - first.age())
          .say(" before and let pass");
    }
  }

  static void peerIdleTimer(Facts f, Sentence s) {
    closing(f, s);
    s.say("; the reason in it speaks of a time-out");
  }

  /** Who sent which Close frame when, and what became of it. */
  static void closing(Facts f, Sentence s) {
    CloseFrame first = f.first();
    if (first == null) {
      s.say("no Close frame, then ");
      ended(f, s);
      return;
    }
    s.say(f.ours() ? "this side sent " : "the peer sent ");
    name(first, s);
    s.say(" ").time(Math.max(f.account().duration() - first.age(), 0)).say(" after the handshake");
    CloseFrame second = f.ours() ? f.account().receivedClose() : f.account().sentClose();
    if (second != null) {
      s.say(f.ours() ? "; the peer answered " : "; this side answered ");
      name(second, s);
    } else {
      s.say(f.ours() ? "; no answer came, then " : "; this side had not answered, then ");
      ended(f, s);
    }
  }

  private static void name(@Nullable CloseFrame frame, Sentence s) {
    if (frame == null) {
      s.say("no Close frame");
    } else if (frame.code() < 0) {
      s.say("a Close frame whose code could not be read");
    } else if (frame.code() == CloseCodes.NO_STATUS_RECEIVED && frame.violation() == null) {
      s.say("a Close frame without a code");
    } else {
      s.say("Close ").number(frame.code());
    }
  }

  static void normal(Facts f, Sentence s) {
    closing(f, s);
    s.say("; ")
        .frames(f.account().received().frames())
        .say(" received, ")
        .number(f.account().sent().frames())
        .say(" sent");
  }

  static void transport(Facts f, Sentence s) {
    closing(f, s);
    lastFrames(f, s);
  }

  private static void lastFrames(Facts f, Sentence s) {
    s.say("; the last frame from the peer came ")
        .time(f.account().received().silence())
        .say(" before the end, the last from this side ")
        .time(f.account().sent().silence());
  }

  static void pings(Facts f, Sentence s) {
    Account.Pings pings = f.account().pings();
    s.number(pings.unanswered())
        .say(
            pings.unanswered() == 1
                ? " ping without a pong, sent "
                : " pings without a pong, the oldest sent ")
        .time(f.unansweredFor());
    if (f.noClose()) {
      s.say(" before the end, then ");
      ended(f, s);
    } else {
      s.say(f.ours() ? " before this side sent " : " before the peer sent ");
      name(f.first(), s);
    }
  }

  static void cutInFrame(Facts f, Sentence s) {
    Direction received = f.account().received();
    ended(f, s);
    if (received.unfinishedAnnounced() < 0) {
      s.say(" inside the header of a frame");
    } else {
      s.say(" inside a ")
          .say(opcode(received.lastOpcode()))
          .say(" frame: ")
          .number(received.unfinishedArrived())
          .say(" of ")
          .bytes(received.unfinishedAnnounced())
          .say(" had arrived");
    }
  }

  static void idleDrop(Facts f, Sentence s) {
    long silence = f.account().silence();
    s.say("no frame for ").time(silence).say(" in either direction, then ");
    ended(f, s);
    usualLimit(silence, f, s);
  }

  private static void usualLimit(long silence, Facts f, Sentence s) {
    IdleDefault standard = IdleDefault.near(silence);
    if (standard != null) {
      s.say("; ")
          .number(standard.seconds())
          .say(" s is the usual idle limit of ")
          .say(standard.owner());
    }
    if (f.account().pings().sent() == 0) {
      s.say("; this side never sent a ping");
    }
    knownIdleLimit(f, s);
  }

  static void forgotten(Facts f, Sentence s) {
    Spell spell = f.account().sent().spell();
    s.say("no frame for ")
        .time(f.spell())
        .say(" in either direction, then this side sent one and ");
    ended(f, s);
    s.say(" was all that came back, ")
        .time(spell == null ? 0 : spell.age())
        .say(" later: something on the way had forgotten the connection");
    usualLimit(f.spell(), f, s);
  }

  static void afterLargeMessage(Facts f, Sentence s) {
    ended(f, s);
    s.say(" ")
        .time(f.account().sent().silence())
        .say(" after this side sent ")
        .bytes(f.largeMessage())
        .say(", the largest on this connection: a size limit on the way is likely");
    usualSize(f, s);
  }

  static void soonAfterOpen(Facts f, Sentence s) {
    ended(f, s);
    s.say(" ")
        .time(f.account().duration())
        .say(" after the handshake; ")
        .frames(f.account().received().frames())
        .say(" received, ")
        .number(f.account().sent().frames())
        .say(" sent: a failed upgrade at a proxy or a crash in the open handler is likely");
  }

  static void subprotocolRefused(Facts f, Sentence s) {
    ended(f, s);
    s.say(" ")
        .time(f.account().duration())
        .say(" after the handshake; the client had offered the subprotocol ")
        .say(String.valueOf(f.account().refusedSubprotocols()))
        .say(", and the answer of this side named none: many clients hang up then");
  }

  static void gaveUpWaiting(Facts f, Sentence s) {
    CloseFrame first = f.first();
    s.say("this side sent ");
    name(first, s);
    if (first != null) {
      s.say(" and waited ").time(first.age()).say(" for an answer that never came; then ");
    }
    ended(f, s);
  }

  static void didNotWait(Facts f, Sentence s) {
    CloseFrame first = f.first();
    s.say("this side sent ");
    if (first != null) {
      name(first, s);
      s.say(" and closed the transport ").time(first.age()).say(" later, before any answer");
    }
  }

  /** How the transport ended. */
  private static void ended(Facts f, Sentence s) {
    s.say(
        switch (f.ending()) {
          case PEER_EOF -> "TCP closed by peer (FIN)";
          case PEER_RESET -> "TCP reset by peer";
          case WRITE_FAILED -> "a write failed";
          case SEND_TIMED_OUT -> "this side gave up on a write";
          case UNREACHABLE -> "the system gave up on the connection";
          case READ_FAILED -> "a read failed";
          case LOCAL_FAILURE -> "this side ran out of something it needs";
          case LOCAL_CLOSE -> "this side closed the transport";
          case TLS_FAILED -> "TLS failed";
          case TLS_REFUSED -> "what the peer sent could not be read as TLS";
          case TLS_ALERT -> "the peer ended TLS with a fatal alert";
          case SHUTDOWN -> "this JVM shut down";
          case UNKNOWN -> "the transport ended, nothing tells how";
        });
    String error = f.account().error();
    if (error != null && tellsByItsError(f.ending())) {
      s.say(" with ").say(error);
    }
  }

  private static boolean tellsByItsError(Ending ending) {
    return switch (ending) {
      case WRITE_FAILED,
          SEND_TIMED_OUT,
          UNREACHABLE,
          READ_FAILED,
          LOCAL_FAILURE,
          TLS_FAILED,
          TLS_REFUSED,
          TLS_ALERT ->
          true;
      case PEER_EOF, PEER_RESET, LOCAL_CLOSE, SHUTDOWN, UNKNOWN -> false;
    };
  }

  private static String peer(Facts f) {
    return f.account().role() == Role.SERVER ? "the client" : "the server";
  }

  /** As in {@code websocket.frame.opcode}. */
  private static String opcode(int opcode) {
    return switch (opcode) {
      case CONTINUATION -> "continuation";
      case TEXT -> "text";
      case BINARY -> "binary";
      case CLOSE -> "close";
      case PING -> "ping";
      case PONG -> "pong";
      default -> "reserved";
    };
  }
}
