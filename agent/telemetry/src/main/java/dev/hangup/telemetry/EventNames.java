// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

/** The names of events: of log records, and of what is told on spans. */
public final class EventNames {

  /** A log record: a connection has ended. */
  public static final String CLOSE = "websocket.close";

  /** A log record: many connections with one peer have ended together. */
  public static final String PEER_LOST = "websocket.peer.lost";

  /** A log record: an upgrade has come to nothing. */
  public static final String HANDSHAKE_FAILED = "websocket.handshake.failed";

  /** On a span, or a log record: a rule of the protocol was broken. */
  public static final String VIOLATION = "websocket.violation";

  /** Likewise: one of the last frames before an abnormal end. */
  public static final String FRAME = "websocket.frame";

  private EventNames() {}
}
