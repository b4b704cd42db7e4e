// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Account.Broken;
import dev.hangup.close.Account.CloseFrame;
import dev.hangup.close.Account.HandlerFailure;
import dev.hangup.close.Account.Heartbeat;
import dev.hangup.close.Account.Held;
import dev.hangup.close.Account.Hint;
import dev.hangup.close.Account.IdleTimer;
import dev.hangup.close.Account.Refusal;
import dev.hangup.close.Account.Sight;
import dev.hangup.close.Account.Spell;
import dev.hangup.close.Account.Stall;
import dev.hangup.close.Around.Company;
import dev.hangup.close.Around.IdleLimit;
import dev.hangup.close.Diagnosis.Initiator;
import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import dev.hangup.codec.WireCloseCodes;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link Story} table asks about an account. Every threshold of the diagnosis is named
 * here.
 */
final class Facts {

  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000 * MILLISECOND;

  /** A spell without a frame from here on makes an idle drop of an end without a Close frame. */
  static final long SILENT_SPELL = Diagnostician.SILENT_SPELL;

  /** A pong may take a while; from here on it is missing. */
  static final long PONG_MISSING = 5 * SECOND;

  /** With two pings unanswered this much is enough. */
  static final long PONGS_MISSING = SECOND;

  /** A pace of messages that stops for so many periods has stopped for good. */
  static final long PERIODS_MISSING = 2;

  /** From a large message to the end of the transport. */
  static final long RIGHT_AFTER = 2 * SECOND;

  /** From the handshake to the end of the transport. */
  static final long SOON_AFTER_OPEN = 2 * SECOND;

  /** The smallest limit of a gateway in common use (frames of AWS API Gateway). */
  static final long LARGE = 32 * 1024;

  /** From a timer or an exception to the Close frame it made a stack send. */
  static final long REACTION = SECOND;

  /**
   * From an exception to a 1011, which says that something failed; a handler of errors may be slow.
   */
  static final long ERROR_PATH = 10 * SECOND;

  /** From a timer to a Close frame whose code libraries do not use for timers. */
  static final long AT_ONCE = 100 * MILLISECOND;

  /** From a violation to an end that does not tell by its code that it is an answer to it. */
  static final long IMMEDIATE = 100 * MILLISECOND;

  /** From what this side did wrong to the peer's answer, across any network. */
  static final long ROUND_TRIP = 5 * SECOND;

  /** Who closes the transport sooner than this after a Close frame has not waited for an answer. */
  static final long WAITED = SECOND;

  /** Who has read nothing for so long, at its own wish, sees an end late. */
  static final long HELD_BACK = Diagnostician.HELD_BACK;

  /** So many connections do not end within one second by chance. */
  static final int MANY = 10;

  /** Timers that began together end so close to each other. */
  static final long ALIKE = 2 * SECOND;

  /** In place of a code, where there was no Close frame. */
  static final int NO_CLOSE = CloseCodes.ABNORMAL_CLOSURE;

  private final Account account;
  private final @Nullable CloseFrame first;
  private final boolean ours;

  Facts(Account account) {
    this.account = account;
    CloseFrame sent = account.sentClose();
    CloseFrame received = account.receivedClose();
    this.ours = sent != null && (received == null || account.sentFirst());
    this.first = ours ? sent : received;
  }

  Account account() {
    return account;
  }

  Ending ending() {
    return account.ending();
  }

  /** The first Close frame in either direction. */
  @Nullable CloseFrame first() {
    return first;
  }

  /** Nothing may be guessed: the agent did not see all of it. */
  boolean lostSight() {
    return account.incomplete() || (first != null && first.code() < 0 && first.violation() == null);
  }

  boolean noClose() {
    return first == null;
  }

  /** This side sent the first Close frame. */
  boolean ours() {
    return ours;
  }

  /** The peer sent the first Close frame. */
  boolean theirs() {
    return first != null && !ours;
  }

  /** What the first Close frame said, legal or not; 1006 without one. */
  int wireCode() {
    return first == null ? NO_CLOSE : first.code();
  }

  boolean ours(int code) {
    return ours && wireCode() == code;
  }

  boolean theirs(int code) {
    return theirs() && wireCode() == code;
  }

  boolean either(int code) {
    return first != null && first.code() == code;
  }

  /** Both sides sent a Close frame before the transport ended. */
  boolean clean() {
    return account.sentClose() != null && account.receivedClose() != null;
  }

  /** The first Close frame gives no reason of its own: 1000, or no code at all. */
  boolean plain() {
    return either(CloseCodes.NORMAL_CLOSURE) || either(CloseCodes.NO_STATUS_RECEIVED);
  }

  /** The first Close frame itself breaks the protocol. */
  boolean badClose() {
    return first != null && (first.violation() != null || forbiddenCode());
  }

  /** A code that must not travel; 1005 also stands for a frame without a body, which may. */
  private boolean forbiddenCode() {
    return wireCode() != CloseCodes.NO_STATUS_RECEIVED && !WireCloseCodes.mayTravel(wireCode());
  }

  /** The code that is reported. */
  int code() {
    if (first == null) {
      return NO_CLOSE;
    } else if (lostSight()) {
      return first.code() < 0 ? CloseCodes.NO_STATUS_RECEIVED : first.code();
    } else if (!badClose()) {
      return first.code();
    }
    Violation violation = first.violation();
    return violation == null ? CloseCodes.PROTOCOL_ERROR : violation.rule().closeCode();
  }

  /**
   * Who sent the first Close frame or, without one, who ended the transport. Of a connection that
   * was not seen whole only what was surely seen.
   */
  Initiator initiator() {
    if (lostSight() && (first == null || account.sight() != Sight.FROM_MIDWAY)) {
      return Initiator.UNKNOWN;
    }
    if (first != null) {
      return ours ? Initiator.LOCAL : Initiator.REMOTE;
    }
    if (KernelWord.isUnreachable(this)) {
      return Initiator.UNKNOWN;
    }
    return switch (ending()) {
      case PEER_EOF, PEER_RESET, WRITE_FAILED, TLS_ALERT -> Initiator.REMOTE;
      case LOCAL_CLOSE, SHUTDOWN, SEND_TIMED_OUT, LOCAL_FAILURE, TLS_REFUSED -> Initiator.LOCAL;
      case UNREACHABLE, READ_FAILED, TLS_FAILED, UNKNOWN -> Initiator.UNKNOWN;
    };
  }

  /** The end came from this side: our Close frame was first, or we dropped the transport. */
  private boolean endedHere() {
    return ours || (first == null && endedHereWithoutClose());
  }

  private boolean endedHereWithoutClose() {
    return ending() == Ending.LOCAL_CLOSE || ending() == Ending.UNKNOWN;
  }

  /** The transport ended over there, or on the way. */
  boolean endedThere() {
    return ending().isThere();
  }

  boolean tlsFailed() {
    return switch (ending()) {
      case TLS_FAILED, TLS_REFUSED, TLS_ALERT -> true;
      default -> false;
    };
  }

  /**
   * The side that sent the first Close frame did not wait for an answer, or the one that was to
   * answer closed the transport instead: impolite, and what many libraries do at every end.
   */
  boolean closedWithoutWaiting() {
    if (first == null || clean()) {
      return false;
    }
    return switch (ending()) {
      case LOCAL_CLOSE -> true;
      case SHUTDOWN -> ours;
      case PEER_EOF, PEER_RESET, WRITE_FAILED, READ_FAILED, UNREACHABLE, UNKNOWN -> !ours;
      case SEND_TIMED_OUT, LOCAL_FAILURE, TLS_FAILED, TLS_REFUSED, TLS_ALERT -> false;
    };
  }

  /** The age of this side's end of the connection. */
  private long endAge() {
    return first != null && ours ? first.age() : 0;
  }

  /** Whether something {@code age} ago was followed within {@code limit} by this side's end. */
  private boolean ledHere(long age, long limit) {
    long gap = age - endAge();
    return gap >= 0 && gap <= limit;
  }

  /** The peer broke a rule, and this side ended the connection because of it. */
  boolean refusedViolation() {
    Broken broken = account.received().broken();
    if (broken == null || !isViolation(broken) || !endedHere()) {
      return false;
    }
    if (ours && saysViolation()) {
      return ledHere(broken.age(), REACTION)
          || (broken.age() >= endAge() && (broken.framesAfter() == 0 || brokeOpenMessage(broken)));
    }
    // Dropped without a word, with nothing after the offending frame: a busy machine takes a while.
    return ours
        ? ledHere(broken.age(), IMMEDIATE)
        : ledHere(broken.age(), REACTION) && broken.framesAfter() == 0;
  }

  /**
   * Some libraries look at the text of a message when all of it is there: our 1007 answers what an
   * early fragment broke, however long ago, if the message is still open or has just ended.
   */
  private boolean brokeOpenMessage(Broken broken) {
    return wireCode() == CloseCodes.INVALID_PAYLOAD_DATA
        && broken.violation().rule().closeCode() == CloseCodes.INVALID_PAYLOAD_DATA
        && (broken.messageAge() < 0 || ledHere(broken.messageAge(), REACTION));
  }

  /**
   * The peer broke a rule, this side did nothing about it, and the peer left. A reader that waits
   * for the rest of a frame that never was one does so.
   */
  boolean violationNotActedOn() {
    Broken broken = account.received().broken();
    return broken != null
        && isViolation(broken)
        && noClose()
        && endedThere()
        && broken.framesAfter() == 0
        && (broken.age() <= REACTION || nothingComesAfter(broken));
  }

  /**
   * The same, but the peer stayed, and this side waited for the rest until its idle timer fired.
   */
  boolean idleAfterAViolation() {
    Broken broken = account.received().broken();
    return broken != null
        && isViolation(broken)
        && broken.framesAfter() == 0
        && nothingComesAfter(broken)
        && idleTimerEndedIt();
  }

  /** No reader goes on from there, or this one is still waiting for the rest of it. */
  private boolean nothingComesAfter(Broken broken) {
    return broken.unreadable() || account.received().frames() <= broken.violation().frameIndex();
  }

  /** This side broke a rule, and the peer ended the connection because of it. */
  boolean violationRefused() {
    Broken broken = account.sent().broken();
    if (broken == null || !isViolation(broken)) {
      return false;
    }
    if (theirs() && saysViolation()) {
      long gap = broken.age() - (first == null ? 0 : first.age());
      return gap >= 0 && (gap <= ROUND_TRIP || broken.framesAfter() == 0);
    }
    return first == null
        && (ending() == Ending.PEER_EOF || ending() == Ending.PEER_RESET)
        && broken.age() <= REACTION;
  }

  /** A message over a limit is legal; its Close frame says 1009. */
  private static boolean isViolation(Broken broken) {
    return broken.violation().rule().closeCode() != CloseCodes.MESSAGE_TOO_BIG;
  }

  private boolean saysViolation() {
    return wireCode() == CloseCodes.PROTOCOL_ERROR || wireCode() == CloseCodes.INVALID_PAYLOAD_DATA;
  }

  /** The system gave up on the peer, and no Close frame of the peer's had said that it leaves. */
  boolean unreachable() {
    return ending() == Ending.UNREACHABLE && account.receivedClose() == null;
  }

  /** This side could not send, and ended the connection because of it. */
  boolean sendGivenUp() {
    Stall stall = account.stall();
    if (theirs() || clean()) {
      return false;
    }
    return ending() == Ending.SEND_TIMED_OUT
        || (stall != null
            && (endedHere() || !noClose() || ending() == Ending.WRITE_FAILED)
            && (ledHere(stall.age(), REACTION) || (stall.age() < endAge() && !endedByPeer())));
  }

  /**
   * This side had not read for a while when it saw the end, since its application had asked for
   * nothing: everything may have been there for as long.
   */
  boolean heldBack() {
    Held held = account.held();
    return held != null
        && account.receivedClose() == null
        && held.lasted() >= HELD_BACK
        && held.age() <= RIGHT_AFTER;
  }

  /** The library lost the end, since its application had asked for nothing. */
  boolean endLost() {
    Held held = account.held();
    return held != null && held.endLost();
  }

  /** The transport ended over there, and this side saw it late or not at all. */
  boolean endNotAskedFor() {
    return noClose() && endedThere() && (endLost() || heldBack());
  }

  private boolean endedByPeer() {
    return ending() == Ending.PEER_EOF || ending() == Ending.PEER_RESET;
  }

  /**
   * Spring calls a session unreliable, 4500, when a send takes too long or too much waits to be
   * sent; also when a session over STOMP never says anything, which is another story.
   */
  boolean unreliableSession() {
    String framework = account.framework();
    return ours(CloseCodes.SESSION_NOT_RELIABLE)
        && framework != null
        && framework.startsWith("spring")
        && account.sent().messages() > 0
        && account.received().messages() > 0;
  }

  /** This side's own idle timer made it end the connection. */
  boolean idleTimerEndedIt() {
    IdleTimer timer = account.idleTimer();
    if (timer == null || timer.heardSince() || !endedHere()) {
      return false;
    }
    return timer.age() < 0 || ledHere(timer.age(), timersEndWith(wireCode()) ? REACTION : AT_ONCE);
  }

  /** Any other code was chosen by somebody, at the end of a timer of his own if at all. */
  private static boolean timersEndWith(int code) {
    return switch (code) {
      case CloseCodes.NORMAL_CLOSURE,
          CloseCodes.GOING_AWAY,
          CloseCodes.NO_STATUS_RECEIVED,
          NO_CLOSE ->
          true;
      default -> false;
    };
  }

  /**
   * The idle timer ended a wait for a pong: the usual way to send pings is from an idle event, and
   * to give up at the next one. That the peer is dead then says more than that a timer fired.
   */
  boolean deadWhenTheIdleTimerFired() {
    return idleTimerEndedIt() && pongMissing(PONGS_MISSING);
  }

  /** The idle timer ended the wait for an answer to our Close frame. */
  private boolean idleTimerEndedTheWait() {
    IdleTimer timer = account.idleTimer();
    return timer != null && first != null && timer.age() >= 0 && timer.age() < first.age();
  }

  /** A ping went without a pong, and nothing has come since: the end is of that. */
  boolean pingUnanswered() {
    return pongMissing(account.pings().unanswered() > 1 ? PONGS_MISSING : PONG_MISSING);
  }

  private boolean pongMissing(long enough) {
    long oldest = account.pings().oldestUnanswered();
    boolean whenGivenUp = unansweredFor() >= enough;
    // Who does not answer the Close frame either has been silent for all of the time.
    boolean toTheEnd =
        account.receivedClose() == null
            && oldest >= enough
            && account.received().silence() >= oldest;
    return account.pings().unanswered() > 0
        && (whenGivenUp || toTheEnd)
        && account.unheard() >= oldest;
  }

  /** How long the oldest ping had waited when the first Close frame passed, or at the end. */
  long unansweredFor() {
    long oldest = account.pings().oldestUnanswered();
    return oldest < 0 ? -1 : Math.max(0, oldest - (first == null ? 0 : first.age()));
  }

  /** The peer's heartbeat above WebSocket had stopped, and somebody gave up on it. */
  boolean heartbeatStopped() {
    Heartbeat beat = account.received().heartbeat();
    return beat != null
        && !theirs()
        && !partedInPeace()
        && account.received().unfinishedArrived() < 0
        && heartbeatMissingFor(beat) >= PERIODS_MISSING * beat.period()
        && account.unheard() >= beat.age();
  }

  /**
   * This side's heartbeat had stopped, and the peer, which went on talking, ended the connection.
   * Where the peer was silent as well, both may have had nothing to say.
   */
  boolean ownHeartbeatStopped() {
    Heartbeat beat = account.sent().heartbeat();
    return beat != null
        && (theirs() || (noClose() && endedByPeer()))
        && !partedInPeace()
        && heartbeatMissingFor(beat) >= PERIODS_MISSING * beat.period()
        && beat.quiet() >= beat.age()
        && account.unheard() <= beat.age() - beat.period();
  }

  /** Both sides sent a Close frame that complains of nothing: the peer was there to answer. */
  private boolean partedInPeace() {
    return clean() && (plain() || either(CloseCodes.GOING_AWAY));
  }

  /** From the last heartbeat to the first Close frame, or to the end. */
  long heartbeatMissingFor(Heartbeat beat) {
    return Math.max(0, beat.age() - (first == null ? 0 : first.age()));
  }

  /** The peer says that its keep-alive ran out: it was this side that did not answer. */
  boolean peerMissedAnswer() {
    return theirs() && first != null && first.hint() == Hint.KEEP_ALIVE;
  }

  /** The peer says that the connection was idle for too long. */
  boolean peerSpeaksOfIdling() {
    return first != null && first.hint() == Hint.IDLING;
  }

  /**
   * An exception left the application's handler and this side ended the connection because of it.
   * Stacks choose one of a few codes for that; any other was chosen by somebody for another reason.
   */
  boolean handlerEndedIt() {
    HandlerFailure failure = account.handlerFailure();
    return failure != null
        && endedHere()
        && stacksAnswerExceptionsWith(wireCode())
        && (failure.age() < 0
            || ledHere(failure.age(), ours(CloseCodes.INTERNAL_ERROR) ? ERROR_PATH : REACTION));
  }

  private static boolean stacksAnswerExceptionsWith(int code) {
    return switch (code) {
      case CloseCodes.NORMAL_CLOSURE,
          CloseCodes.PROTOCOL_ERROR,
          CloseCodes.NO_STATUS_RECEIVED,
          NO_CLOSE,
          CloseCodes.POLICY_VIOLATION,
          CloseCodes.INTERNAL_ERROR ->
          true;
      default -> false;
    };
  }

  /** A message or frame was too big for this side, whatever Close frame was made of it. */
  boolean tooBigHere() {
    Refusal refusal = account.refusal();
    return ours(CloseCodes.MESSAGE_TOO_BIG)
        || (refusal != null
            && endedHere()
            && stacksAnswerExceptionsWith(wireCode())
            && ledHere(refusal.age(), REACTION));
  }

  /**
   * This JVM was shutting down when this side ended the connection, and what it said, if anything,
   * is what containers say then.
   */
  boolean shutDown() {
    boolean goingDown =
        ending() == Ending.SHUTDOWN
            || (account.goingDown() >= endAge() && (ours || ending() == Ending.LOCAL_CLOSE));
    return goingDown
        && (first == null
            || (ours
                && (plain() || ours(CloseCodes.GOING_AWAY) || ours(CloseCodes.SERVICE_RESTART))));
  }

  /** The peer's bytes stopped inside a frame. */
  boolean cutInFrame() {
    return noClose() && account.received().unfinishedArrived() >= 0 && endedThere();
  }

  /** Neither side had sent a frame for a while when the transport ended over there. */
  boolean silentSpell() {
    return noClose() && endedThere() && account.silence() >= SILENT_SPELL;
  }

  /**
   * Neither side had sent a frame for a while, then this side did, and the end of the transport was
   * all that came back: something on the way had forgotten the connection.
   */
  boolean forgottenWhileSilent() {
    return noClose() && endedThere() && forgottenSpell() >= SILENT_SPELL;
  }

  /** How long it had been silent both ways before this side's last words, or -1. */
  private long forgottenSpell() {
    Spell spell = account.sent().spell();
    return spell == null || spell.age() > ROUND_TRIP
        ? -1
        : Math.min(spell.lasted(), account.received().silence() - spell.age());
  }

  /**
   * Many connections with the same peer address were ended there within one second, and at least
   * half of those that were open. Not where something else happened to all of them at once: an idle
   * limit ends connections that fell silent together, one message to all may be too large or meet a
   * NAT that has forgotten them, and a proxy that cannot do upgrades drops each of them.
   */
  boolean manyTogether() {
    Company company = account.around().company();
    return company != null
        && noClose()
        && endedThere()
        && company.byPeer() >= MANY
        && company.open() >= 0
        && 2L * company.byPeer() >= company.open()
        && !silentAlike(company, account.around().idle())
        && !forgottenWhileSilent()
        && !afterLargeMessage()
        && !(soonAfterOpen() && company.longestLife() <= SOON_AFTER_OPEN);
  }

  /** Unless longer silences are known to be survived. */
  private static boolean silentAlike(Company company, @Nullable IdleLimit known) {
    return company.shortestSilence() >= SILENT_SPELL
        && company.longestSilence() - company.shortestSilence() <= ALIKE
        && (known == null || known.survived() <= company.longestSilence() + ALIKE);
  }

  /** At an age that others of this peer were cut at as well, with traffic until then. */
  boolean tooOld() {
    return account.around().age() != null
        && noClose()
        && endedThere()
        && account.silence() < SILENT_SPELL;
  }

  /** The silence before the end, of both directions. */
  long spell() {
    return Math.max(account.silence(), forgottenSpell());
  }

  /** The last thing this side sent was its largest, and large. */
  boolean afterLargeMessage() {
    long size = largeMessage();
    return noClose()
        && endedThere()
        && size >= LARGE
        && size >= account.sent().maxMessage()
        && account.sent().silence() <= RIGHT_AFTER;
  }

  /** Size of the message or frame this side sent last. */
  long largeMessage() {
    Account.Direction sent = account.sent();
    boolean data = sent.lastOpcode() >= 0 && sent.lastOpcode() <= 2;
    return Math.max(
        Math.max(data ? sent.lastSize() : -1, sent.unfinishedMessage()),
        sent.messages() == 1 && data ? sent.maxMessage() : -1);
  }

  /** Size of the data frame this side sent last, or -1. */
  long lastFrame() {
    Account.Direction sent = account.sent();
    return sent.lastOpcode() >= 0 && sent.lastOpcode() <= 2 ? sent.lastSize() : -1;
  }

  /** Before the peer had said anything: whether the upgrade went through is not known. */
  boolean soonAfterOpen() {
    return noClose()
        && endedThere()
        && account.duration() <= SOON_AFTER_OPEN
        && account.received().frames() == 0;
  }

  /** Many clients hang up at once where none of their subprotocols was agreed on. */
  boolean subprotocolRefused() {
    return account.role() == Role.SERVER
        && account.refusedSubprotocols() != null
        && soonAfterOpen();
  }

  /** This side waited for the answer to its Close frame and gave up. */
  boolean gaveUpWaiting() {
    return ours
        && !clean()
        && (idleTimerEndedTheWait()
            || (ending() == Ending.LOCAL_CLOSE && first != null && first.age() >= WAITED));
  }

  /** The cause that the end of the transport alone gives. */
  @Nullable Cause transportCause() {
    return switch (ending()) {
      case PEER_EOF -> Cause.PEER_EOF;
      case PEER_RESET -> Cause.PEER_RESET;
      case WRITE_FAILED -> Cause.WRITE_FAILED;
      case LOCAL_CLOSE, LOCAL_FAILURE -> Cause.LOCAL_ABORT;
      case SEND_TIMED_OUT -> Cause.SLOW_CONSUMER;
      case UNREACHABLE -> Cause.UNREACHABLE;
      case TLS_FAILED, TLS_REFUSED, TLS_ALERT -> Cause.TLS;
      case SHUTDOWN -> Cause.SHUTDOWN;
      case READ_FAILED, UNKNOWN -> null;
    };
  }

  /** {@code text}, {@code binary} or neither: what kind of message was refused by this side. */
  int refusedOpcode() {
    Account.Direction received = account.received();
    return received.unfinishedMessageOpcode() > 0
        ? received.unfinishedMessageOpcode()
        : received.lastOpcode();
  }

  /** As far as the refused message had come, or what its frame announced. */
  long refusedSize() {
    Account.Direction received = account.received();
    if (received.unfinishedMessage() >= 0 || received.unfinishedAnnounced() >= 0) {
      return Math.max(received.unfinishedMessage(), received.unfinishedAnnounced());
    }
    return received.lastSize();
  }
}
