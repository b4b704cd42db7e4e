// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Account.CloseFrame;
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
  static final long SILENT_SPELL = 20 * SECOND;

  /** A pong may take a while; from here on it is missing. */
  static final long PONG_MISSING = 5 * SECOND;

  /** With two pings unanswered this much is enough. */
  static final long PONGS_MISSING = SECOND;

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

  /** From a violation to an end that does not tell by its code that it is an answer to it. */
  static final long IMMEDIATE = 100 * MILLISECOND;

  /** From what this side did wrong to the peer's answer, across any network. */
  static final long ROUND_TRIP = 5 * SECOND;

  /** Who closes the transport sooner than this after a Close frame has not waited for an answer. */
  static final long WAITED = SECOND;

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
      return Math.max(first.code(), CloseCodes.NO_STATUS_RECEIVED);
    } else if (!badClose()) {
      return first.code();
    }
    Violation violation = first.violation();
    return violation == null ? CloseCodes.PROTOCOL_ERROR : violation.rule().closeCode();
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
    return switch (ending()) {
      case PEER_EOF, PEER_RESET, WRITE_FAILED, UNKNOWN -> true;
      case LOCAL_CLOSE, TLS_FAILED, SHUTDOWN -> false;
    };
  }

  /** From this side's end of the connection to the end of the transport. */
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
    if (!isViolation(account.received()) || !endedHere()) {
      return false;
    }
    long age = account.received().violationAge();
    if (ours && saysViolation()) {
      return ledHere(age, REACTION) || (age >= endAge() && nothingFollowed(account.received()));
    }
    // Dropped without a word, with nothing after the offending frame: a busy machine takes a while.
    return ours
        ? ledHere(age, IMMEDIATE)
        : ledHere(age, REACTION) && nothingFollowed(account.received());
  }

  /** This side broke a rule, and the peer ended the connection because of it. */
  boolean violationRefused() {
    if (!isViolation(account.sent())) {
      return false;
    }
    long age = account.sent().violationAge();
    if (theirs() && saysViolation()) {
      long gap = age - (first == null ? 0 : first.age());
      return gap >= 0 && (gap <= ROUND_TRIP || nothingFollowed(account.sent()));
    }
    return first == null
        && (ending() == Ending.PEER_EOF || ending() == Ending.PEER_RESET)
        && age <= REACTION;
  }

  /** A message over a limit is legal; its Close frame says 1009. */
  private static boolean isViolation(Account.Direction direction) {
    Violation violation = direction.violation();
    return violation != null && violation.rule().closeCode() != CloseCodes.MESSAGE_TOO_BIG;
  }

  private boolean saysViolation() {
    return wireCode() == CloseCodes.PROTOCOL_ERROR || wireCode() == CloseCodes.INVALID_PAYLOAD_DATA;
  }

  private static boolean nothingFollowed(Account.Direction direction) {
    return direction.framesAfterViolation() == 0;
  }

  /** This side's own idle timer made it end the connection. */
  boolean idleTimerEndedIt() {
    return account.idleTimer()
        && endedHere()
        && (account.idleTimerAge() < 0 || ledHere(account.idleTimerAge(), REACTION));
  }

  /**
   * The idle timer ended a wait for a pong: the usual way to send pings is from an idle event, and
   * to give up at the next one. That the peer is dead then says more than that a timer fired.
   */
  boolean deadWhenTheIdleTimerFired() {
    Account.Pings pings = account.pings();
    return idleTimerEndedIt()
        && pings.unanswered() > 0
        && pings.oldestUnanswered() >= PONGS_MISSING
        && account.received().silence() >= pings.oldestUnanswered();
  }

  /** The idle timer ended the wait for an answer to our Close frame. */
  private boolean idleTimerEndedTheWait() {
    return account.idleTimer()
        && first != null
        && account.idleTimerAge() >= 0
        && account.idleTimerAge() < first.age();
  }

  /**
   * An exception left the application's handler and this side ended the connection because of it.
   * Stacks choose one of a few codes for that; any other was chosen by somebody for another reason.
   */
  boolean handlerEndedIt() {
    return account.handlerError() != null
        && endedHere()
        && stacksAnswerExceptionsWith(wireCode())
        && (account.handlerErrorAge() < 0
            || ledHere(
                account.handlerErrorAge(),
                ours(CloseCodes.INTERNAL_ERROR) ? ERROR_PATH : REACTION));
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

  /** This JVM is shutting down, and said no more about it than 1001. */
  boolean shutDown() {
    return ending() == Ending.SHUTDOWN
        && (first == null || (ours && (plain() || ours(CloseCodes.GOING_AWAY))));
  }

  /** A ping went without a pong, and this side gave up or nothing else came back either. */
  boolean pingUnanswered() {
    Account.Pings pings = account.pings();
    long enough = pings.unanswered() > 1 ? PONGS_MISSING : PONG_MISSING;
    return pings.unanswered() > 0
        && pings.oldestUnanswered() >= enough
        && (ending() == Ending.LOCAL_CLOSE
            || ours
            || account.received().silence() >= pings.oldestUnanswered());
  }

  /** The peer's bytes stopped inside a frame. */
  boolean cutInFrame() {
    return noClose() && account.received().unfinishedArrived() >= 0 && endedThere();
  }

  /** Neither side had sent a frame for a while when the transport ended over there. */
  boolean silentSpell() {
    return noClose() && endedThere() && account.silence() >= SILENT_SPELL;
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

  boolean soonAfterOpen() {
    return noClose() && endedThere() && account.duration() <= SOON_AFTER_OPEN;
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
      case LOCAL_CLOSE -> Cause.LOCAL_ABORT;
      case TLS_FAILED -> Cause.TLS;
      case SHUTDOWN -> Cause.SHUTDOWN;
      case UNKNOWN -> null;
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
