// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the diagnosis, in the order they are asked: the first whose condition holds is the
 * story of the connection. Its cure is in the language files under {@code remedy.} and its id.
 */
@SuppressWarnings("ImmutableEnumChecker") // The lambdas hold nothing but a cause.
enum Story {
  // What may not be judged.
  LOST_SIGHT(Verdict.NOT_JUDGED, Facts::lostSight, Evidence::lostSight),

  // The first Close frame itself is broken: the code is what the protocol calls for.
  RESERVED_CODE_RECEIVED(
      Verdict.AS_THE_CODE_SAYS,
      f -> f.theirs() && f.badClose() && Evidence.isReservedValue(f),
      Evidence::reservedCode),
  FORBIDDEN_CODE_RECEIVED(
      Verdict.AS_THE_CODE_SAYS,
      f -> f.theirs() && f.badClose() && Evidence.isOutOfRange(f),
      Evidence::forbiddenCode),
  BROKEN_CLOSE_RECEIVED(
      Verdict.AS_THE_CODE_SAYS, f -> f.theirs() && f.badClose(), Evidence::brokenClose),
  BROKEN_CLOSE_SENT(Verdict.AS_THE_CODE_SAYS, Facts::badClose, Evidence::brokenClose),

  // A violation ended it, whatever Close frame the stack made of it.
  NEVER_MASKED(
      Cause.PROTOCOL_ERROR,
      f -> f.refusedViolation() && Evidence.isUnmaskedFirstFrame(f),
      Evidence::neverMasked),
  COMPRESSED_DATA_BROKEN(
      Cause.INVALID_PAYLOAD,
      f -> f.refusedViolation() && Evidence.isDeflate(f.account().received()),
      Evidence::violationReceived),
  PAYLOAD_RECEIVED_BROKEN(
      Cause.INVALID_PAYLOAD,
      f -> f.refusedViolation() && Evidence.isPayload(f.account().received()),
      Evidence::violationReceived),
  BROKEN_FROM_THE_START(
      Cause.PROTOCOL_ERROR,
      f -> f.refusedViolation() && Evidence.isFirstFrame(f.account().received()),
      Evidence::violationReceived),
  CHANGED_ON_THE_WAY(
      Cause.PROTOCOL_ERROR, Facts::refusedViolation, Evidence::violationAfterGoodFrames),
  LEFT_AFTER_A_VIOLATION(
      Verdict.AS_THE_RULE_SAYS, Facts::violationNotActedOn, Evidence::violationNotActedOn),
  PAYLOAD_SENT_BROKEN(
      Cause.INVALID_PAYLOAD,
      f -> f.violationRefused() && Evidence.isPayload(f.account().sent()),
      Evidence::violationSent),
  RULE_BROKEN_HERE(Cause.PROTOCOL_ERROR, Facts::violationRefused, Evidence::violationSent),

  // What this JVM did, and what the system knows, whatever code was used.
  JVM_SHUTDOWN(Cause.SHUTDOWN, Facts::shutDown, Evidence::shutdown),
  NETWORK_GAVE_UP(Cause.UNREACHABLE, Facts::unreachable, Evidence::unreachable),
  NOTHING_ACKNOWLEDGED(Cause.UNREACHABLE, KernelWord::isUnreachable, KernelWord::tell),
  SEND_GIVEN_UP(Cause.SLOW_CONSUMER, Facts::sendGivenUp, Evidence::sendGivenUp),

  // This side stood still for so long that one of the two gave up.
  THIS_JVM_STOOD_STILL(
      Cause.LOCAL_STALL, f -> Standstill.is(Circumstances.Kind.PROCESS, f), Standstill::tell),
  EVENT_LOOP_STOOD_STILL(
      Cause.LOCAL_STALL, f -> Standstill.is(Circumstances.Kind.EVENT_LOOP, f), Standstill::tell),
  HANDLER_RAN_TOO_LONG(
      Cause.LOCAL_STALL, f -> Standstill.is(Circumstances.Kind.HANDLER, f), Standstill::tell),

  // Who did not answer, whatever code was used to give up on it.
  DEAD_AT_THE_IDLE_TIMER(Cause.PING_TIMEOUT, Facts::deadWhenTheIdleTimerFired, Evidence::pings),
  PING_UNANSWERED(Cause.PING_TIMEOUT, Facts::pingUnanswered, Evidence::pings),
  THIS_SIDE_DID_NOT_ANSWER(Cause.PING_TIMEOUT, Facts::peerMissedAnswer, Evidence::peerMissedAnswer),
  HEARTBEAT_STOPPED(Cause.HEARTBEAT_LOST, Facts::heartbeatStopped, Evidence::heartbeat),
  OWN_HEARTBEAT_STOPPED(Cause.HEARTBEAT_LOST, Facts::ownHeartbeatStopped, Evidence::ownHeartbeat),

  // What this gateway made of the end of the other leg, whatever it says on this one.
  CODE_LOST_BETWEEN_LEGS(Verdict.OF_THE_LEG_ITSELF, Legs::codeLost, Legs::tellCodeLost),
  FAILURE_HIDDEN_BETWEEN_LEGS(
      Verdict.OF_THE_LEG_ITSELF, Legs::failureHidden, Legs::tellFailureHidden),
  ENDED_WITH_THE_OTHER_LEG(Verdict.OF_THE_LEG_ITSELF, Legs::droppedWithIt, Legs::tellDroppedWithIt),

  // What ended it in this JVM.
  HANDLER_FAILED(Cause.INTERNAL_ERROR, Facts::handlerEndedIt, Evidence::handler),
  TOO_BIG_FOR_THIS_SIDE(Cause.MESSAGE_TOO_BIG, Facts::tooBigHere, Evidence::tooBigHere),
  IDLE_AFTER_A_VIOLATION(
      Cause.IDLE_TIMEOUT_LOCAL, Facts::idleAfterAViolation, Evidence::violationWaitedOut),
  IDLE_TIMER(Cause.IDLE_TIMEOUT_LOCAL, Facts::idleTimerEndedIt, Evidence::idleTimer),

  // The first Close frame says why.
  TOO_BIG_FOR_THE_PEER(
      Cause.MESSAGE_TOO_BIG, f -> f.theirs(CloseCodes.MESSAGE_TOO_BIG), Evidence::tooBigThere),
  FRAMING_REFUSED_HERE(
      Cause.PROTOCOL_ERROR, f -> f.ours(CloseCodes.PROTOCOL_ERROR), Evidence::refusedHere),
  FRAMING_REFUSED_THERE(
      Cause.PROTOCOL_ERROR, f -> f.theirs(CloseCodes.PROTOCOL_ERROR), Evidence::refusedThere),
  PAYLOAD_REFUSED_HERE(
      Cause.INVALID_PAYLOAD, f -> f.ours(CloseCodes.INVALID_PAYLOAD_DATA), Evidence::refusedHere),
  COMPRESSED_PAYLOAD_REFUSED_THERE(
      Cause.INVALID_PAYLOAD,
      f -> f.theirs(CloseCodes.INVALID_PAYLOAD_DATA) && f.account().compressed(),
      Evidence::compressedRefusedThere),
  PAYLOAD_REFUSED_THERE(
      Cause.INVALID_PAYLOAD,
      f -> f.theirs(CloseCodes.INVALID_PAYLOAD_DATA),
      Evidence::refusedThere),
  THIS_SIDE_LEFT(Cause.GOING_AWAY, f -> f.ours(CloseCodes.GOING_AWAY), Evidence::closing),
  IDLE_TIMER_OF_THE_PEER(
      Cause.GOING_AWAY,
      f -> f.theirs(CloseCodes.GOING_AWAY) && f.peerSpeaksOfIdling(),
      Evidence::peerIdleTimer),
  THE_PEER_LEFT(Cause.GOING_AWAY, f -> f.either(CloseCodes.GOING_AWAY), Evidence::closing),
  TYPE_REFUSED_HERE(
      Cause.UNSUPPORTED_DATA, f -> f.ours(CloseCodes.UNSUPPORTED_DATA), Evidence::closing),
  TYPE_REFUSED_THERE(
      Cause.UNSUPPORTED_DATA, f -> f.either(CloseCodes.UNSUPPORTED_DATA), Evidence::closing),
  POLICY_HERE(Cause.POLICY, f -> f.ours() && Evidence.isPolicy(f), Evidence::closing),
  POLICY_THERE(Cause.POLICY, Evidence::isPolicy, Evidence::closing),
  EXTENSION_NOT_AGREED(
      Cause.EXTENSION_MISSING, f -> f.either(CloseCodes.MANDATORY_EXTENSION), Evidence::closing),
  ERROR_HERE(Cause.INTERNAL_ERROR, f -> f.ours(CloseCodes.INTERNAL_ERROR), Evidence::closing),
  ERROR_THERE(Cause.INTERNAL_ERROR, f -> f.either(CloseCodes.INTERNAL_ERROR), Evidence::closing),
  SERVICE_RESTARTS(Cause.RESTART, f -> f.either(CloseCodes.SERVICE_RESTART), Evidence::closing),
  SERVICE_OVERLOADED(Cause.OVERLOAD, f -> f.either(CloseCodes.TRY_AGAIN_LATER), Evidence::closing),
  UPSTREAM_FAILED(Cause.BAD_GATEWAY, f -> f.either(CloseCodes.BAD_GATEWAY), Evidence::closing),
  TOOK_TOO_LONG(Cause.TIMEOUT, f -> f.either(CloseCodes.TIMEOUT), Evidence::closing),
  SESSION_NOT_RELIABLE(Cause.SLOW_CONSUMER, Facts::unreliableSession, Evidence::unreliableSession),
  APPLICATION_CODE_SENT(
      Cause.APPLICATION, f -> f.ours() && !f.plain() && !f.noClose(), Evidence::closing),
  APPLICATION_CODE_RECEIVED(Cause.APPLICATION, f -> !f.plain() && !f.noClose(), Evidence::closing),

  // From here on the first Close frame said 1000, or nothing, or there was none.
  BOTH_AGREED(Cause.NORMAL, Facts::clean, Evidence::normal),
  TLS_REFUSED_HERE(Cause.TLS, f -> f.ending() == Ending.TLS_REFUSED, Evidence::transport),
  TLS_BROKE(Cause.TLS, Facts::tlsFailed, Evidence::transport),
  ANSWER_NEVER_CAME(Cause.CLOSE_TIMEOUT, Facts::gaveUpWaiting, Evidence::gaveUpWaiting),
  DID_NOT_WAIT_FOR_THE_ANSWER(
      Cause.NORMAL, f -> f.ours() && f.closedWithoutWaiting(), Evidence::didNotWait),
  CLOSED_WITHOUT_AN_ANSWER(Cause.NORMAL, Facts::closedWithoutWaiting, Evidence::closing),
  CUT_AT_AN_AGE(Cause.MAX_AGE, Facts::tooOld, Evidence::tooOld),
  MANY_ENDED_TOGETHER(Cause.PEER_RESTART, Facts::manyTogether, Evidence::manyTogether),
  END_NOT_ASKED_FOR(
      Verdict.AS_THE_TRANSPORT_ENDED, Facts::endNotAskedFor, Evidence::endNotAskedFor),
  CUT_INSIDE_A_FRAME(Verdict.AS_THE_TRANSPORT_ENDED, Facts::cutInFrame, Evidence::cutInFrame),
  DROPPED_AT_A_KNOWN_LIMIT(
      Cause.IDLE_DROP,
      f -> f.silentSpell() && IdleDefault.near(f.spell()) != null,
      Evidence::idleDrop),
  DROPPED_WHILE_SILENT(Cause.IDLE_DROP, Facts::silentSpell, Evidence::idleDrop),
  FORGOTTEN_WHILE_SILENT(Cause.IDLE_DROP, Facts::forgottenWhileSilent, Evidence::forgotten),
  DROPPED_AFTER_A_LARGE_MESSAGE(
      Verdict.AS_THE_TRANSPORT_ENDED, Facts::afterLargeMessage, Evidence::afterLargeMessage),
  SUBPROTOCOL_NOT_AGREED(
      Verdict.AS_THE_TRANSPORT_ENDED, Facts::subprotocolRefused, Evidence::subprotocolRefused),
  DROPPED_SOON_AFTER_OPEN(
      Verdict.AS_THE_TRANSPORT_ENDED, Facts::soonAfterOpen, Evidence::soonAfterOpen),
  ENDED_INSTEAD_OF_AN_ANSWER(
      Verdict.AS_THE_TRANSPORT_ENDED,
      f -> f.ours() && f.endedThere() && f.transportCause() != null,
      Evidence::transport),
  WRITE_FAILED(Cause.WRITE_FAILED, f -> f.ending() == Ending.WRITE_FAILED, Evidence::transport),
  RESET_BY_PEER(Cause.PEER_RESET, f -> f.ending() == Ending.PEER_RESET, Evidence::transport),
  FIN_WITHOUT_CLOSE(Cause.PEER_EOF, f -> f.ending() == Ending.PEER_EOF, Evidence::transport),
  RAN_OUT_HERE(Cause.LOCAL_ABORT, f -> f.ending() == Ending.LOCAL_FAILURE, Evidence::transport),
  DROPPED_HERE(Cause.LOCAL_ABORT, f -> f.ending() == Ending.LOCAL_CLOSE, Evidence::transport),
  SHUTDOWN_BEFORE_THE_ANSWER(
      Cause.SHUTDOWN, f -> f.ending() == Ending.SHUTDOWN, Evidence::transport),
  END_NOT_SEEN(Verdict.NOT_JUDGED, f -> true, Evidence::transport);

  private static final Story[] IN_ORDER = values();

  private final Verdict verdict;
  private final Condition condition;
  private final Telling telling;
  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  Story(Cause cause, Condition condition, Telling telling) {
    this(Verdict.of(cause), condition, telling);
  }

  Story(Verdict verdict, Condition condition, Telling telling) {
    this.verdict = verdict;
    this.condition = condition;
    this.telling = telling;
  }

  /** The story of a connection. Always one: the last holds for everything. */
  static Story of(Facts facts) {
    for (Story each : IN_ORDER) {
      if (each.condition.holds(facts)) {
        return each;
      }
    }
    return END_NOT_SEEN;
  }

  /** The same, as if the connection were no leg of a gateway. */
  static Story ofItself(Facts facts) {
    for (Story each : IN_ORDER) {
      if (each.verdict != Verdict.OF_THE_LEG_ITSELF && each.condition.holds(facts)) {
        return each;
      }
    }
    return END_NOT_SEEN;
  }

  String id() {
    return id;
  }

  boolean holds(Facts facts) {
    return condition.holds(facts);
  }

  /** The causes it can end in. */
  Set<Cause> causes() {
    return verdict.possible();
  }

  @Nullable Cause cause(Facts facts) {
    return verdict.of(facts);
  }

  void tell(Facts facts, Sentence sentence) {
    telling.tell(facts, sentence);
  }

  String evidence(Facts facts) {
    Sentence sentence = new Sentence();
    tell(facts, sentence);
    if (!causes().contains(Cause.PING_TIMEOUT)) {
      Evidence.unansweredPings(facts, sentence);
    }
    if (this != END_NOT_ASKED_FOR) {
      Evidence.notAskedFor(facts, sentence);
    }
    if (this != MANY_ENDED_TOGETHER) {
      Evidence.together(facts, sentence);
    }
    Evidence.pending(facts, sentence);
    if (this != NOTHING_ACKNOWLEDGED) {
      KernelWord.mention(cause(facts), facts, sentence);
    }
    if (!causes().contains(Cause.LOCAL_STALL) && this != BOTH_AGREED) {
      Standstill.mention(facts, sentence);
    }
    if (!causes().contains(Cause.HEARTBEAT_LOST)) {
      Evidence.stoppedHeartbeat(facts, sentence);
    }
    if (saysByItsCode() && this != SESSION_NOT_RELIABLE) {
      SubprotocolCode.mention(facts, sentence);
    }
    if (verdict != Verdict.OF_THE_LEG_ITSELF) {
      Legs.mention(facts, sentence);
    }
    KnownBugs.mention(facts, sentence);
    Evidence.returns(facts, sentence);
    return sentence.toString();
  }

  /** The code was chosen because of what happened, not by a timer or as the last word. */
  private boolean saysByItsCode() {
    return compareTo(TOO_BIG_FOR_THE_PEER) >= 0;
  }

  /** When a story is told. */
  private interface Condition {
    boolean holds(Facts facts);
  }

  /** How it is told. */
  private interface Telling {
    void tell(Facts facts, Sentence sentence);
  }
}
