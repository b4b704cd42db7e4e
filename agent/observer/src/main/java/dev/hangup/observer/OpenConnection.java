// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.Handshake;

/**
 * A connection that has not ended, as it was when somebody looked. Read without a lock while its
 * threads go on: a count may be a frame behind. Times are in nanoseconds.
 *
 * @param upgrading its handshake is not done; then nothing below {@code age} means anything
 * @param silence since a frame began, either way; Close frames do not count
 * @param closing since the first Close frame, -1 without one
 * @param closedHere that frame was sent by this side
 * @param unanswered since the oldest ping without an answer, -1 where all have one
 * @param lastPing from ping to pong of the last answered ping, or -1
 * @param slowestPing likewise of the slowest, or -1
 * @param incomplete not all of it was seen: counts are too low
 */
public record OpenConnection(
    Series series,
    Handshake handshake,
    boolean upgrading,
    long startEpochNanos,
    long age,
    long silence,
    long closing,
    boolean closedHere,
    long unanswered,
    long lastPing,
    long slowestPing,
    Direction received,
    Direction sent,
    boolean incomplete) {

  /**
   * One direction.
   *
   * @param silence since a frame began that is no Close frame or, without one, since the handshake
   * @param maxFrame largest complete frame
   * @param maxMessage largest complete message
   */
  public record Direction(
      long frames, long messages, long bytes, long silence, long maxFrame, long maxMessage) {

    static Direction none(long age) {
      return new Direction(0, 0, 0, age, 0, 0);
    }
  }
}
