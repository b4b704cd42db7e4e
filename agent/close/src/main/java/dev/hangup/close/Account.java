// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import org.jspecify.annotations.Nullable;

/**
 * Everything the diagnosis may know about a connection that has ended. Made once per connection by
 * the observer; all durations are in nanoseconds, all sizes in payload bytes on the wire.
 *
 * @param role which side this JVM is
 * @param stack {@code netty}, {@code jetty}, {@code tomcat}, …
 * @param duration from the handshake to the first signal of the end
 * @param incomplete the agent lost sight of the connection: the cause must not be guessed
 * @param ending the first signal that the transport was over
 * @param error class name of the exception that came with {@code ending}
 * @param sentClose our first Close frame
 * @param receivedClose the peer's first Close frame
 * @param sentFirst of two Close frames, ours was first; of one, it is ours
 * @param idleTimer this side's own idle timer fired before the end
 * @param idleTimerAge nanoseconds from that firing to the end: of several the last one before the
 *     first Close frame or, where all came later, the first; -1 where unknown
 * @param idleLimit what that timer is set to, or -1
 * @param idleSetting the name of that timer in the stack, where known
 * @param handlerError class name of the last exception that left the application's handler
 * @param handlerErrorAge nanoseconds from that exception to the end, -1 where unknown
 * @param received the peer's direction
 * @param sent our direction
 * @param pings what became of the pings this side sent
 * @param messageLimit the stack's own limit for the message or frame that was refused, or -1
 */
public record Account(
    Role role,
    String stack,
    long duration,
    boolean incomplete,
    Ending ending,
    @Nullable String error,
    @Nullable CloseFrame sentClose,
    @Nullable CloseFrame receivedClose,
    boolean sentFirst,
    boolean idleTimer,
    long idleTimerAge,
    long idleLimit,
    @Nullable String idleSetting,
    @Nullable String handlerError,
    long handlerErrorAge,
    Direction received,
    Direction sent,
    Pings pings,
    long messageLimit) {

  /**
   * A Close frame as it was on the wire.
   *
   * @param code 1005 where the frame had no body
   * @param age nanoseconds from the frame to the end of the transport
   * @param violation the rule this very frame broke, which also tells 1005 in a body from no body
   */
  public record CloseFrame(
      int code, @Nullable String reason, long age, @Nullable Violation violation) {}

  /**
   * One direction of the connection.
   *
   * @param silence nanoseconds from the last frame of this direction (or, without one, the
   *     handshake) to the end
   * @param lastOpcode of the last frame whose header was complete, or -1
   * @param lastSize what that frame's header announced
   * @param maxFrame largest complete frame
   * @param maxMessage largest complete message
   * @param unfinishedArrived payload bytes of an unfinished frame, or -1 where the direction ended
   *     between frames
   * @param unfinishedAnnounced what the unfinished frame's header announced, or -1 while that
   *     header was not complete
   * @param unfinishedMessage bytes of the unfinished message so far, or -1
   * @param violation the first rule broken in this direction
   * @param violationAge nanoseconds from that violation to the end, -1 without one
   * @param framesAfterViolation frames of this direction that were complete after it: what a stack
   *     lets pass is followed by more
   */
  public record Direction(
      long frames,
      long messages,
      long bytes,
      long silence,
      int lastOpcode,
      long lastSize,
      long maxFrame,
      long maxMessage,
      long unfinishedArrived,
      long unfinishedAnnounced,
      long unfinishedMessage,
      int unfinishedMessageOpcode,
      @Nullable Violation violation,
      long violationAge,
      long framesAfterViolation) {}

  /**
   * The pings this side sent.
   *
   * @param oldestUnanswered nanoseconds from the oldest ping still without a pong to the end, or -1
   */
  public record Pings(long sent, long unanswered, long oldestUnanswered) {}

  /** Time from the last frame of either direction to the end. */
  public long silence() {
    return Math.min(received.silence(), sent.silence());
  }
}
