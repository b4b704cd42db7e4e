// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Diagnosis;
import dev.hangup.codec.Violation;
import dev.hangup.tap.Handshake;
import java.util.List;

/**
 * A connection from handshake to end, with the verdict.
 *
 * @param error the verdict counts as an error for this side's role
 * @param lastPing nanoseconds from ping to pong of the last answered ping, or -1
 * @param slowestPing likewise of the slowest, or -1
 * @param violations the first ones of both directions, in the order they were seen
 * @param lastFrames the last frame headers of both directions in time order; empty for ends that
 *     are not abnormal
 * @param oneOfMany {@link PeerLost} says it for all of them, so that no line and no log record is
 *     about this one
 */
public record EndedConnection(
    Series series,
    Handshake handshake,
    Target target,
    long startEpochNanos,
    long endEpochNanos,
    Account account,
    Diagnosis diagnosis,
    boolean error,
    long lastPing,
    long slowestPing,
    List<SeenViolation> violations,
    List<SeenFrame> lastFrames,
    boolean oneOfMany) {

  /** One that is told for itself. */
  public EndedConnection(
      Series series,
      Handshake handshake,
      Target target,
      long startEpochNanos,
      long endEpochNanos,
      Account account,
      Diagnosis diagnosis,
      boolean error,
      long lastPing,
      long slowestPing,
      List<SeenViolation> violations,
      List<SeenFrame> lastFrames) {
    this(
        series,
        handshake,
        target,
        startEpochNanos,
        endEpochNanos,
        account,
        diagnosis,
        error,
        lastPing,
        slowestPing,
        violations,
        lastFrames,
        false);
  }

  /** The same, where {@link PeerLost} says it. */
  public EndedConnection asOneOfMany() {
    return new EndedConnection(
        series,
        handshake,
        target,
        startEpochNanos,
        endEpochNanos,
        account,
        diagnosis,
        error,
        lastPing,
        slowestPing,
        violations,
        lastFrames,
        true);
  }

  /**
   * A rule that was broken, and when.
   *
   * @param received broken by the peer, else by this side
   */
  public record SeenViolation(boolean received, Violation violation, long epochNanos) {}

  /**
   * A frame's header, never its payload.
   *
   * @param firstByte FIN, RSV1 to RSV3 and the opcode, as on the wire
   */
  public record SeenFrame(boolean received, int firstByte, long length, long epochNanos) {}
}
