// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Account;
import dev.hangup.observer.EndedConnection;
import io.opentelemetry.api.trace.Span;

/** What a connection had carried until its end. */
final class EndAttributes {

  private EndAttributes() {}

  static void put(Span to, EndedConnection connection) {
    Account account = connection.account();
    if (account.incomplete()) {
      to.setAttribute(AttributeNames.INCOMPLETE, true);
    }
    to.setAttribute(AttributeNames.IDLE_BEFORE_CLOSE, account.silence() / Metrics.NANOS);
    pings(to, connection);
    totals(to, account);
  }

  private static void totals(Span to, Account account) {
    Account.Direction received = account.received();
    to.setAttribute(AttributeNames.FRAMES_RECEIVED, received.frames());
    to.setAttribute(AttributeNames.MESSAGES_RECEIVED, received.messages());
    to.setAttribute(AttributeNames.BYTES_RECEIVED, received.bytes());
    to.setAttribute(AttributeNames.MAX_FRAME_RECEIVED, received.maxFrame());
    to.setAttribute(AttributeNames.MAX_MESSAGE_RECEIVED, received.maxMessage());
    Account.Direction sent = account.sent();
    to.setAttribute(AttributeNames.FRAMES_SENT, sent.frames());
    to.setAttribute(AttributeNames.MESSAGES_SENT, sent.messages());
    to.setAttribute(AttributeNames.BYTES_SENT, sent.bytes());
    to.setAttribute(AttributeNames.MAX_FRAME_SENT, sent.maxFrame());
    to.setAttribute(AttributeNames.MAX_MESSAGE_SENT, sent.maxMessage());
  }

  private static void pings(Span to, EndedConnection connection) {
    Account.Pings pings = connection.account().pings();
    to.setAttribute(AttributeNames.PINGS_SENT, pings.sent());
    to.setAttribute(AttributeNames.PINGS_UNANSWERED, pings.unanswered());
    if (connection.lastPing() >= 0) {
      to.setAttribute(AttributeNames.PING_RTT_LAST, connection.lastPing() / Metrics.NANOS);
    }
    if (connection.slowestPing() >= 0) {
      to.setAttribute(AttributeNames.PING_RTT_MAX, connection.slowestPing() / Metrics.NANOS);
    }
  }
}
