// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.observer.EndedConnection;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import org.jspecify.annotations.Nullable;

/** What became of a connection, and what it had carried until then. */
final class EndAttributes {

  private EndAttributes() {}

  static void put(AttributesBuilder to, EndedConnection connection, boolean captureReason) {
    Account account = connection.account();
    verdict(to, connection.diagnosis());
    closeFrames(to, account, captureReason);
    totals(to, account);
    pings(to, connection);
    to.put(AttributeNames.IDLE_BEFORE_CLOSE, account.silence() / Metrics.NANOS);
    if (account.incomplete()) {
      to.put(AttributeNames.INCOMPLETE, true);
    }
    if (connection.error()) {
      to.put(AttributeNames.ERROR_TYPE, errorType(account, connection.diagnosis()));
    }
  }

  private static void verdict(AttributesBuilder to, Diagnosis diagnosis) {
    to.put(AttributeNames.CLOSE_CODE, (long) diagnosis.code());
    text(to, AttributeNames.CLOSE_NAME, diagnosis.name());
    to.put(AttributeNames.CLOSE_INITIATOR, diagnosis.initiator().id());
    to.put(AttributeNames.CLOSE_CLEAN, diagnosis.clean());
    if (diagnosis.cause() != null) {
      to.put(AttributeNames.CLOSE_CAUSE, diagnosis.cause().id());
    }
    text(to, AttributeNames.CLOSE_EVIDENCE, diagnosis.evidence());
    text(to, AttributeNames.CLOSE_REMEDIATION, diagnosis.remediation());
  }

  private static void closeFrames(AttributesBuilder to, Account account, boolean captureReason) {
    Account.CloseFrame sent = account.sentClose();
    Account.CloseFrame received = account.receivedClose();
    // A Close frame with a body of one byte has no code.
    if (sent != null && sent.code() >= 0) {
      to.put(AttributeNames.SENT_CODE, (long) sent.code());
    }
    if (received != null && received.code() >= 0) {
      to.put(AttributeNames.RECEIVED_CODE, (long) received.code());
    }
    Account.CloseFrame first = account.sentFirst() ? sent : received;
    if (captureReason && first != null) {
      text(to, AttributeNames.CLOSE_REASON, CloseReason.shown(first.reason()));
    }
  }

  private static void totals(AttributesBuilder to, Account account) {
    Account.Direction received = account.received();
    to.put(AttributeNames.FRAMES_RECEIVED, received.frames());
    to.put(AttributeNames.MESSAGES_RECEIVED, received.messages());
    to.put(AttributeNames.BYTES_RECEIVED, received.bytes());
    to.put(AttributeNames.MAX_FRAME_RECEIVED, received.maxFrame());
    to.put(AttributeNames.MAX_MESSAGE_RECEIVED, received.maxMessage());
    Account.Direction sent = account.sent();
    to.put(AttributeNames.FRAMES_SENT, sent.frames());
    to.put(AttributeNames.MESSAGES_SENT, sent.messages());
    to.put(AttributeNames.BYTES_SENT, sent.bytes());
    to.put(AttributeNames.MAX_FRAME_SENT, sent.maxFrame());
    to.put(AttributeNames.MAX_MESSAGE_SENT, sent.maxMessage());
  }

  private static void pings(AttributesBuilder to, EndedConnection connection) {
    Account.Pings pings = connection.account().pings();
    to.put(AttributeNames.PINGS_SENT, pings.sent());
    to.put(AttributeNames.PINGS_UNANSWERED, pings.unanswered());
    if (connection.lastPing() >= 0) {
      to.put(AttributeNames.PING_RTT_LAST, connection.lastPing() / Metrics.NANOS);
    }
    if (connection.slowestPing() >= 0) {
      to.put(AttributeNames.PING_RTT_MAX, connection.slowestPing() / Metrics.NANOS);
    }
  }

  /** The exception where one tells more than the code: a crash, or an end without Close frames. */
  private static String errorType(Account account, Diagnosis diagnosis) {
    Account.HandlerFailure failure = account.handlerFailure();
    if (failure != null && diagnosis.cause() == Cause.INTERNAL_ERROR) {
      return failure.error();
    }
    if (account.error() != null && account.sentClose() == null && account.receivedClose() == null) {
      return account.error();
    }
    return Integer.toString(diagnosis.code());
  }

  private static void text(AttributesBuilder to, AttributeKey<String> key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      to.put(key, value);
    }
  }
}
