// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Account;
import dev.hangup.close.Around;
import dev.hangup.close.Circumstances;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.PeerLost;

/** What a connection had carried until its end. */
final class EndAttributes {

  private EndAttributes() {}

  /** All there is to say of an end; the verdict first, then which connection it was. */
  static void all(AttributeSink to, EndedConnection connection, ObserverSettings settings) {
    CloseAttributes.put(to, connection, settings);
    HandshakeAttributes.identity(to, connection.series(), connection.handshake());
    put(to, connection);
    HandshakeAttributes.put(to, connection.handshake(), connection.target(), settings);
  }

  private static void put(AttributeSink to, EndedConnection connection) {
    Account account = connection.account();
    if (account.incomplete()) {
      to.put(AttributeNames.INCOMPLETE, true);
    }
    to.put(AttributeNames.IDLE_BEFORE_CLOSE, account.silence() / Metrics.NANOS);
    circumstances(to, account.circumstances());
    sending(to, account);
    pings(to, connection);
    totals(to, account);
    Around.Company company = account.around().company();
    if (company != null) {
      to.put(AttributeNames.CLOSE_TOGETHER, (long) company.together());
    }
  }

  /** All there is to say of a peer that is lost. */
  static void all(AttributeSink to, PeerLost lost, ObserverSettings settings) {
    EndedConnection first = lost.first();
    CloseAttributes.verdict(to, first, settings);
    to.put(AttributeNames.ROLE, AttributeNames.role(first.series().role()));
    to.put(AttributeNames.STACK, first.series().stack());
    if (settings.captureClient()) {
      HandshakeAttributes.peerAddress(to, first.handshake());
    }
    to.put(AttributeNames.CLOSE_TOGETHER, (long) lost.count());
    if (!lost.routes().isEmpty()) {
      to.put(AttributeNames.PEER_ROUTES, lost.routes());
    }
  }

  private static void circumstances(AttributeSink to, Circumstances around) {
    Circumstances.LocalStall stall = around.stall();
    if (stall != null) {
      to.put(AttributeNames.LOCAL_STALL, stall.lasted() / Metrics.NANOS);
      to.put(AttributeNames.LOCAL_STALL_KIND, stall.kind().id());
    }
    Circumstances.Kernel kernel = around.kernel();
    if (kernel != null) {
      to.put(AttributeNames.TCP_UNACKED, kernel.unacked());
      to.put(AttributeNames.TCP_RETRANSMITS, (long) kernel.retransmits());
    }
  }

  private static void sending(AttributeSink to, Account account) {
    if (account.circumstances().pending() > 0) {
      to.put(AttributeNames.SEND_PENDING, account.circumstances().pending());
    }
    Account.Stall stall = account.stall();
    if (stall != null && stall.lasted() >= Metrics.NANOS) {
      to.put(AttributeNames.SEND_STALLED, stall.lasted() / Metrics.NANOS);
    }
  }

  private static void totals(AttributeSink to, Account account) {
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

  private static void pings(AttributeSink to, EndedConnection connection) {
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
}
