// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.HandshakeAccount.Failure;
import java.util.Locale;

/**
 * The rules for upgrades that came to nothing, in the order they are asked: the first whose
 * condition holds is the story. Its cure is in the language files under {@code handshake.} and its
 * id.
 */
@SuppressWarnings("ImmutableEnumChecker") // The lambdas hold nothing.
enum HandshakeStory {
  // What is wrong with the request itself: no server could have agreed, whatever it answered.
  UPGRADE_REMOVED(
      HandshakeCause.UPGRADE_STRIPPED,
      HandshakeFacts::upgradeRemoved,
      HandshakeEvidence::upgradeRemoved),
  CONNECTION_REPLACED(
      HandshakeCause.UPGRADE_STRIPPED,
      HandshakeFacts::connectionReplaced,
      HandshakeEvidence::connectionReplaced),
  OTHER_METHOD(
      HandshakeCause.BAD_REQUEST, HandshakeFacts::otherMethod, HandshakeEvidence::otherMethod),
  OTHER_VERSION(
      HandshakeCause.BAD_VERSION, HandshakeFacts::otherVersion, HandshakeEvidence::otherVersion),
  KEY_MISSING(
      HandshakeCause.BAD_REQUEST, HandshakeFacts::keyMissing, HandshakeEvidence::keyMissing),
  UPGRADE_REQUIRED(
      HandshakeCause.BAD_VERSION,
      f -> f.status(HandshakeFacts.UPGRADE_REQUIRED),
      HandshakeEvidence::upgradeRequired),

  // An exception stands above the status that somebody made of it.
  HANDLER_THREW(
      HandshakeCause.HANDLER_FAILED,
      HandshakeFacts::handlerFailed,
      HandshakeEvidence::handlerFailed),

  // What the refusal says.
  ORIGIN_OF_ANOTHER_HOST(
      HandshakeCause.ORIGIN_REFUSED,
      HandshakeFacts::foreignOrigin,
      HandshakeEvidence::foreignOrigin),
  ORIGIN_OF_ANOTHER_SCHEME(
      HandshakeCause.ORIGIN_REFUSED,
      HandshakeFacts::originOfAnotherScheme,
      HandshakeEvidence::originOfAnotherScheme),
  ORIGIN_BEHIND_A_PROXY(
      HandshakeCause.UNAUTHORIZED,
      HandshakeFacts::originBehindAProxy,
      HandshakeEvidence::originBehindAProxy),
  FORBIDDEN(
      HandshakeCause.UNAUTHORIZED,
      f -> f.status(HandshakeFacts.FORBIDDEN),
      HandshakeEvidence::forbidden),
  CREDENTIALS_MISSING(
      HandshakeCause.UNAUTHORIZED,
      HandshakeFacts::withoutCredentials,
      HandshakeEvidence::withoutCredentials),
  CREDENTIALS_REFUSED(
      HandshakeCause.UNAUTHORIZED,
      f -> f.status(HandshakeFacts.UNAUTHORIZED),
      HandshakeEvidence::unauthorized),
  NO_ENDPOINT(
      HandshakeCause.NOT_FOUND,
      f -> f.status(HandshakeFacts.NOT_FOUND),
      HandshakeEvidence::notFound),
  KEY_BROKEN(HandshakeCause.BAD_REQUEST, HandshakeFacts::keyBroken, HandshakeEvidence::keyBroken),
  OLD_HTTP(HandshakeCause.BAD_REQUEST, HandshakeFacts::oldHttp, HandshakeEvidence::oldHttp),
  VERSION_MISSING(
      HandshakeCause.BAD_REQUEST,
      HandshakeFacts::versionMissing,
      HandshakeEvidence::versionMissing),
  REQUEST_REFUSED(
      HandshakeCause.BAD_REQUEST,
      f -> f.status(HandshakeFacts.BAD_REQUEST),
      HandshakeEvidence::badRequest),
  SENT_ELSEWHERE(
      HandshakeCause.REDIRECTED, HandshakeFacts::redirected, HandshakeEvidence::redirected),
  NOT_AVAILABLE(
      HandshakeCause.UNAVAILABLE, HandshakeFacts::unavailable, HandshakeEvidence::unavailable),

  // A client did not like the answer.
  ACCEPT_OF_ANOTHER_KEY(
      HandshakeCause.WRONG_ACCEPT, HandshakeFacts::wrongAccept, HandshakeEvidence::wrongAccept),
  SUBPROTOCOL_NOT_CHOSEN(
      HandshakeCause.SUBPROTOCOL,
      HandshakeFacts::subprotocolNotChosen,
      HandshakeEvidence::subprotocol),

  // There was none.
  NAME_NOT_FOUND(
      HandshakeCause.DNS_FAILED, f -> f.brokenOff(Failure.DNS), HandshakeEvidence::nameNotFound),
  NO_TLS_THERE(
      HandshakeCause.TLS_FAILED, f -> f.brokenOff(Failure.NOT_TLS), HandshakeEvidence::notTls),
  CERTIFICATE_NOT_TRUSTED(
      HandshakeCause.TLS_FAILED,
      f -> f.brokenOff(Failure.CERTIFICATE),
      HandshakeEvidence::certificate),
  TLS_NOT_AGREED(HandshakeCause.TLS_FAILED, f -> f.brokenOff(Failure.TLS), HandshakeEvidence::tls),
  NO_ANSWER_IN_TIME(
      HandshakeCause.TIMED_OUT, f -> f.brokenOff(Failure.TIMED_OUT), HandshakeEvidence::timedOut),
  PORT_CLOSED(
      HandshakeCause.CONNECT_FAILED,
      f -> f.brokenOff(Failure.REFUSED),
      HandshakeEvidence::portClosed),
  NO_CONNECTION(
      HandshakeCause.CONNECT_FAILED,
      f -> f.brokenOff(Failure.UNREACHABLE),
      HandshakeEvidence::noConnection),
  LOST_BEFORE_THE_ANSWER(
      HandshakeCause.CONNECTION_LOST, HandshakeFacts::lost, HandshakeEvidence::lost),

  // Anything else.
  ANSWERED_AS_PLAIN_HTTP(
      HandshakeCause.OTHER,
      HandshakeFacts::answeredAsPlainHttp,
      HandshakeEvidence::answeredAsPlainHttp),
  TOO_MANY_REQUESTS(
      HandshakeCause.OTHER,
      f -> f.status(HandshakeFacts.TOO_MANY_REQUESTS),
      HandshakeEvidence::otherStatus),
  SERVER_FAILED(HandshakeCause.OTHER, HandshakeFacts::serverFailed, HandshakeEvidence::otherStatus),
  NOT_AGREED(HandshakeCause.OTHER, f -> true, HandshakeEvidence::other);

  private static final HandshakeStory[] IN_ORDER = values();

  private final HandshakeCause cause;
  private final Condition condition;
  private final Telling telling;
  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  HandshakeStory(HandshakeCause cause, Condition condition, Telling telling) {
    this.cause = cause;
    this.condition = condition;
    this.telling = telling;
  }

  /** The story of an upgrade. Always one: the last holds for everything. */
  static HandshakeStory of(HandshakeFacts facts) {
    for (HandshakeStory each : IN_ORDER) {
      if (each.holds(facts)) {
        return each;
      }
    }
    return NOT_AGREED;
  }

  String id() {
    return id;
  }

  HandshakeCause cause() {
    return cause;
  }

  boolean holds(HandshakeFacts facts) {
    return condition.holds(facts);
  }

  String evidence(HandshakeFacts facts) {
    Sentence sentence = new Sentence();
    telling.tell(facts, sentence);
    KnownBugs.mention(facts.account(), sentence);
    return sentence.toString();
  }

  /** When a story is told. */
  private interface Condition {
    boolean holds(HandshakeFacts facts);
  }

  /** How it is told. */
  private interface Telling {
    void tell(HandshakeFacts facts, Sentence sentence);
  }
}
