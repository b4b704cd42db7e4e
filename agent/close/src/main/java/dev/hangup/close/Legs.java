// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Account.HandlerFailure;
import dev.hangup.close.Around.OtherLeg;
import dev.hangup.close.Diagnosis.Initiator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The two legs of a gateway: what one of them received, and what this side made of it on the other.
 * What ended a leg by itself, such as an idle timer of its own, has another story.
 */
final class Legs {

  /**
   * What a gateway's handler of one leg is thrown when the other one broke off. All others are the
   * handler's own.
   */
  private static final Set<String> BROKEN_OFF =
      Set.of(
          "io.netty.channel.StacklessClosedChannelException",
          "io.netty.channel.unix.Errors$NativeIoException",
          "io.vertx.core.http.HttpClosedException",
          "java.io.EOFException",
          "java.io.IOException",
          "java.net.SocketException",
          "java.nio.channels.ClosedChannelException",
          "reactor.netty.channel.AbortedException",
          "reactor.netty.http.client.PrematureCloseException");

  private Legs() {}

  /** Null for a connection that is no leg, or whose own end is not known well enough. */
  private static @Nullable OtherLeg of(Facts f) {
    return f.lostSight() || f.account().goingDown() >= 0 ? null : f.account().around().leg();
  }

  /** The other leg's peer said why it goes, and this side said something else on this leg. */
  static boolean codeLost(Facts f) {
    OtherLeg other = of(f);
    return other != null
        && endedFirstAndThere(other)
        && !endedByItself(f)
        && endedHere(f)
        && isLost(other.code(), f.wireCode());
  }

  /** The other leg broke off, and this side closed this one as if all were well. */
  static boolean failureHidden(Facts f) {
    OtherLeg other = of(f);
    return other != null
        && endedFirstAndThere(other)
        && !endedByItself(f)
        && f.ours()
        && isHidden(other.code(), f.wireCode());
  }

  /** The other leg broke off, and this side dropped this one as well. */
  static boolean droppedWithIt(Facts f) {
    OtherLeg other = of(f);
    return other != null
        && endedFirstAndThere(other)
        && !endedByItself(f)
        && other.code() == CloseCodes.ABNORMAL_CLOSURE
        && f.noClose()
        && f.ending() == Ending.LOCAL_CLOSE;
  }

  private static boolean endedFirstAndThere(OtherLeg other) {
    return other.earlier() >= 0 && other.initiator() != Initiator.LOCAL;
  }

  /** Something in this JVM ended this leg, whatever became of the other. */
  private static boolean endedByItself(Facts f) {
    HandlerFailure failure = f.account().handlerFailure();
    return (f.handlerEndedIt() && (failure == null || !BROKEN_OFF.contains(failure.error())))
        || f.tooBigHere()
        || f.idleAfterAViolation()
        || f.idleTimerEndedIt();
  }

  private static boolean endedHere(Facts f) {
    return f.ours() || (f.noClose() && f.ending() == Ending.LOCAL_CLOSE);
  }

  /** An empty Close frame and 1000 say the same; 1012 to 1014 are a gateway's own to choose. */
  private static boolean isLost(int received, int sent) {
    return received != CloseCodes.ABNORMAL_CLOSURE
        && received != sent
        && !(saysNothing(received) && saysNothing(sent))
        && !(sent >= CloseCodes.SERVICE_RESTART && sent <= CloseCodes.BAD_GATEWAY);
  }

  private static boolean isHidden(int received, int sent) {
    return received == CloseCodes.ABNORMAL_CLOSURE && saysNothing(sent);
  }

  private static boolean saysNothing(int code) {
    return code == CloseCodes.NORMAL_CLOSURE || code == CloseCodes.NO_STATUS_RECEIVED;
  }

  static void tellCodeLost(Facts f, Sentence s) {
    beginning(f, s.say("the close code was lost in this gateway: "));
    Story.ofItself(f).tell(f, s.say("; "));
  }

  static void tellFailureHidden(Facts f, Sentence s) {
    beginning(f, s.say("this gateway hid a failure: "));
    Story.ofItself(f).tell(f, s.say("; "));
  }

  static void tellDroppedWithIt(Facts f, Sentence s) {
    beginning(f, s.say("this side followed the other leg of this gateway: "));
    Story.ofItself(f).tell(f, s.say("; "));
  }

  /** What came on the other leg, and what this side did on this one. */
  private static void beginning(Facts f, Sentence s) {
    OtherLeg other = of(f);
    if (other != null) {
      name(other, s);
      s.say(" ");
      past(other, s);
      s.say(", and ").time(other.earlier()).say(" later ");
      if (f.noClose()) {
        s.say("this side dropped this leg");
      } else {
        close(f.wireCode(), s.say("this side sent ")).say(" on this leg");
      }
    }
  }

  /** The evidence of all other stories names what became of the other leg. */
  static void mention(Facts f, Sentence s) {
    OtherLeg other = of(f);
    if (other == null) {
      return;
    }
    if (other.earlier() >= 0) {
      name(other, s.say("; ").time(other.earlier()).say(" before, "));
      s.say(" ");
      past(other, s);
      return;
    }
    name(other, s.say("; ").time(-other.earlier()).say(" later "));
    s.say(" ");
    past(other, s);
    if (other.initiator() == Initiator.LOCAL && f.initiator() != Initiator.LOCAL) {
      if (isLost(f.wireCode(), other.code())) {
        s.say(": the close code was lost there");
      } else if (isHidden(f.wireCode(), other.code())) {
        s.say(": the failure was hidden there");
      }
    }
  }

  private static void name(OtherLeg other, Sentence s) {
    s.say(other.outgoing() ? "the outgoing leg" : "the incoming leg");
    String id = other.id();
    if (id != null) {
      s.say(" (connection ").say(id).say(")");
    }
  }

  private static void past(OtherLeg other, Sentence s) {
    if (other.code() != CloseCodes.ABNORMAL_CLOSURE) {
      close(other.code(), s.say(other.initiator() == Initiator.LOCAL ? "was sent " : "received "));
    } else {
      s.say(other.initiator() == Initiator.LOCAL ? "was dropped by this side" : "broke off");
    }
  }

  private static Sentence close(int code, Sentence s) {
    return code == CloseCodes.NO_STATUS_RECEIVED
        ? s.say("a Close frame without a code")
        : s.say("Close ").number(code);
  }
}
