// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Account.Heartbeat;
import dev.hangup.close.Account.Hint;
import dev.hangup.close.Circumstances.Kind;
import dev.hangup.close.Circumstances.LocalStall;
import org.jspecify.annotations.Nullable;

/**
 * When a standstill of this JVM, of an event loop or of a handler is the reason of an end, and how
 * it is told. It must reach to the end, and be long enough for what the peer did or this side
 * missed; else it is mentioned beside the story that holds.
 */
final class Standstill {

  /** A shorter one explains nothing. */
  static final long SHORTEST = Facts.SECOND;

  /**
   * A peer that hangs up without a word and had not asked for anything meanwhile: the shortest time
   * after which programs in common use do so. A shorter standstill may have been there by chance.
   */
  static final long PATIENCE = 5 * Facts.SECOND;

  private static final int PING = 9;

  private Standstill() {}

  /** Null where there was none right before the end. */
  static @Nullable LocalStall of(Facts f) {
    LocalStall stall = f.account().circumstances().stall();
    if (stall == null || stall.lasted() < SHORTEST) {
      return null;
    }
    long gap = gap(stall, f);
    return gap < 0 || gap > Facts.RIGHT_AFTER ? null : stall;
  }

  /** From its end to the first Close frame or, without one, to the end of the transport. */
  private static long gap(LocalStall stall, Facts f) {
    return stall.age() - firstCloseAge(f);
  }

  private static long firstCloseAge(Facts f) {
    Account.CloseFrame first = f.first();
    return first == null ? 0 : first.age();
  }

  static boolean is(Kind kind, Facts f) {
    LocalStall stall = of(f);
    return stall != null && stall.kind() == kind && (tooLongForThePeer(stall, f) || hid(stall, f));
  }

  /** The peer gave up on this side. */
  private static boolean tooLongForThePeer(LocalStall stall, Facts f) {
    Account.CloseFrame first = f.first();
    if (first != null) {
      return f.theirs()
          && (first.hint() == Hint.KEEP_ALIVE
              || (first.hint() == Hint.IDLING && quietBefore(stall, f) <= stall.lasted()));
    }
    return hungUp(f)
        && quietBefore(stall, f) <= stall.lasted()
        && (stall.lasted() >= PATIENCE || aPingWaited(stall, f));
  }

  /** Without a Close frame. */
  private static boolean hungUp(Facts f) {
    return f.noClose()
        && switch (f.ending()) {
          case PEER_EOF, PEER_RESET, WRITE_FAILED -> true;
          default -> false;
        };
  }

  /** The last the peer sent was a ping, and this side could read it only after the standstill. */
  private static boolean aPingWaited(LocalStall stall, Facts f) {
    Account.Direction received = f.account().received();
    return received.lastOpcode() == PING && received.silence() <= stall.age() + stall.lasted();
  }

  /**
   * How long nothing had passed, either way, before the standstill began. An end after a long
   * silence that a standstill came at the end of by chance is of the silence. What passed since its
   * beginning hides what was before: 0.
   */
  private static long quietBefore(LocalStall stall, Facts f) {
    return Math.max(0, f.account().silence() - stall.age() - stall.lasted());
  }

  /**
   * This side gave up on the peer, but had slept instead of waiting: what the peer sent meanwhile
   * could not be seen.
   */
  private static boolean hid(LocalStall stall, Facts f) {
    if (f.theirs() || gap(stall, f) > Facts.REACTION) {
      return false;
    }
    if (f.deadWhenTheIdleTimerFired() || f.pingUnanswered()) {
      return hid(stall, f, f.account().pings().oldestUnanswered(), Facts.PONG_MISSING);
    }
    Heartbeat beat = f.account().received().heartbeat();
    return beat != null
        && !hungUp(f)
        && f.heartbeatStopped()
        && hid(stall, f, beat.age(), Facts.PERIODS_MISSING * beat.period());
  }

  /** Without the standstill it would have been less than {@code enough} since {@code age}. */
  private static boolean hid(LocalStall stall, Facts f, long age, long enough) {
    long waited = age - firstCloseAge(f);
    long asleep = Math.min(stall.lasted(), age - stall.age());
    return asleep * 2 >= waited && waited - asleep < enough;
  }

  /** The sentence of the stories that it is the reason of. */
  static void tell(Facts f, Sentence s) {
    LocalStall stall = of(f);
    if (stall == null) {
      return;
    }
    stoodStill(stall, f, s);
    s.say(f.theirs() || hungUp(f) ? "the peer hung up" : "this side gave up on the peer");
    reason(stall, s);
    if (stall.kind() != Kind.PROCESS) {
      s.say("; no ping could be answered in that time");
    }
    s.say("; ");
    Evidence.closing(f, s);
  }

  /** Mentioned beside other stories. */
  static void mention(Facts f, Sentence s) {
    LocalStall stall = f.lostSight() ? null : of(f);
    if (stall != null) {
      s.say("; ");
      stoodStill(stall, f, s);
      s.say("the end");
      reason(stall, s);
    }
  }

  private static void stoodStill(LocalStall stall, Facts f, Sentence s) {
    switch (stall.kind()) {
      case PROCESS -> s.say("this JVM stood still for ").time(stall.lasted());
      case EVENT_LOOP -> {
        s.say("a handler ran for ").time(stall.lasted()).say(" on this connection's event loop");
        where(stall, s);
      }
      case HANDLER -> {
        s.say("the handler of this connection ran for ").time(stall.lasted());
        where(stall, s);
      }
    }
    s.say(" until ").time(gap(stall, f)).say(" before ");
  }

  private static void where(LocalStall stall, Sentence s) {
    if (stall.where() != null) {
      s.say(", in ").say(stall.where()).say(",");
    }
  }

  private static void reason(LocalStall stall, Sentence s) {
    if (stall.reason() != null) {
      s.say(" (").say(stall.reason().words()).say(", ").time(stall.reasonLasted()).say(")");
    }
  }
}
