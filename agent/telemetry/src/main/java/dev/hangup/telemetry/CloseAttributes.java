// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Diagnosis;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.ObserverSettings;
import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * The verdict. Set before everything else, what matters most first: an SDK keeps so many attributes
 * and drops what comes after.
 */
final class CloseAttributes {

  private CloseAttributes() {}

  static void put(AttributeSink to, EndedConnection connection, ObserverSettings settings) {
    verdict(to, connection, settings);
    closeFrames(to, connection.account(), settings.captureReason());
    if (connection.error()) {
      to.put(AttributeNames.ERROR_TYPE, errorType(connection.diagnosis()));
    }
  }

  /** Without what was in its Close frames. */
  static void verdict(AttributeSink to, EndedConnection connection, ObserverSettings settings) {
    Diagnosis diagnosis = connection.diagnosis();
    to.put(AttributeNames.CLOSE_CODE, (long) diagnosis.code());
    if (diagnosis.cause() != null) {
      to.put(AttributeNames.CLOSE_CAUSE, diagnosis.cause().id());
    }
    to.put(AttributeNames.CLOSE_INITIATOR, diagnosis.initiator().id());
    text(to, AttributeNames.CLOSE_EVIDENCE, diagnosis.evidence());
    text(to, AttributeNames.CLOSE_REMEDIATION, diagnosis.remediation());
    to.put(AttributeNames.CLOSE_CLEAN, diagnosis.clean());
    text(to, AttributeNames.CLOSE_RULE, diagnosis.rule());
    text(to, AttributeNames.CLOSE_NAME, diagnosis.name());
    text(to, AttributeNames.CLOSE_HELP, settings.helpOn(diagnosis.cause()));
  }

  private static void closeFrames(AttributeSink to, Account account, boolean captureReason) {
    Account.CloseFrame sent = account.sentClose();
    Account.CloseFrame received = account.receivedClose();
    // A Close frame with a body of one byte has no code.
    if (sent != null && sent.code() >= 0) {
      to.put(AttributeNames.SENT_CODE, (long) sent.code());
    }
    if (received != null && received.code() >= 0) {
      to.put(AttributeNames.RECEIVED_CODE, (long) received.code());
    }
    Account.CloseFrame first = account.firstClose();
    if (captureReason && first != null) {
      text(to, AttributeNames.CLOSE_REASON, first.reason());
    }
  }

  /** The cause; of an end that may not be judged nothing is known. */
  static String errorType(Diagnosis diagnosis) {
    Cause cause = diagnosis.cause();
    return cause == null ? AttributeNames.UNKNOWN_ERROR : cause.id();
  }

  private static void text(AttributeSink to, AttributeKey<String> key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      to.put(key, value);
    }
  }
}
