// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything the diagnosis may know about a connection that has ended. Made once per connection by
 * the observer; all durations are in nanoseconds, all sizes in payload bytes on the wire. An age is
 * the time from something to the end of the transport.
 *
 * @param role which side this JVM is
 * @param stack {@code netty}, {@code jetty}, {@code tomcat}, …
 * @param stackVersion as the library itself says, where known
 * @param framework what sits on the stack, as {@code websocket.framework} names it, where known
 * @param subprotocol that was agreed on
 * @param compressed permessage-deflate was agreed on: sizes are those of compressed data
 * @param sight how much of the connection was seen
 * @param duration from the handshake to the first signal of the end
 * @param goingDown age of the moment this JVM began to shut down, or -1
 * @param ending the first signal that the transport was over
 * @param error class name of the exception that came with {@code ending}
 * @param sentClose our first Close frame
 * @param receivedClose the peer's first Close frame
 * @param sentFirst of two Close frames, ours was first; of one, it is ours
 * @param idleTimer this side's own idle timer, where it fired before the end: of several firings
 *     the last one before the first Close frame or, where all came later, the first
 * @param handlerFailure the last exception that left the application's handler
 * @param refusal the stack refused a message or frame because of its size
 * @param stall this side gave up on a send that did not get through
 * @param held this side did not read, since its application asked for nothing
 * @param received the peer's direction
 * @param sent our direction
 * @param pings what became of the pings this side sent
 * @param unheard age of the last thing the peer sent before the first Close frame, whose ever it
 *     was; without one, before the end
 * @param refusedSubprotocols what the client offered, where the answer named none of it
 * @param around what is known of it from elsewhere
 * @param circumstances what went on in this JVM and below it
 */
public record Account(
    Role role,
    String stack,
    @Nullable String stackVersion,
    @Nullable String framework,
    @Nullable String subprotocol,
    boolean compressed,
    Sight sight,
    long duration,
    long goingDown,
    Ending ending,
    @Nullable String error,
    @Nullable CloseFrame sentClose,
    @Nullable CloseFrame receivedClose,
    boolean sentFirst,
    @Nullable IdleTimer idleTimer,
    @Nullable HandlerFailure handlerFailure,
    @Nullable Refusal refusal,
    @Nullable Stall stall,
    @Nullable Held held,
    Direction received,
    Direction sent,
    Pings pings,
    long unheard,
    @Nullable String refusedSubprotocols,
    Around around,
    Circumstances circumstances) {

  /** Of which nothing is known from elsewhere. */
  public Account(
      Role role,
      String stack,
      @Nullable String stackVersion,
      @Nullable String framework,
      @Nullable String subprotocol,
      boolean compressed,
      Sight sight,
      long duration,
      long goingDown,
      Ending ending,
      @Nullable String error,
      @Nullable CloseFrame sentClose,
      @Nullable CloseFrame receivedClose,
      boolean sentFirst,
      @Nullable IdleTimer idleTimer,
      @Nullable HandlerFailure handlerFailure,
      @Nullable Refusal refusal,
      @Nullable Stall stall,
      @Nullable Held held,
      Direction received,
      Direction sent,
      Pings pings,
      long unheard,
      @Nullable String refusedSubprotocols) {
    this(
        role,
        stack,
        stackVersion,
        framework,
        subprotocol,
        compressed,
        sight,
        duration,
        goingDown,
        ending,
        error,
        sentClose,
        receivedClose,
        sentFirst,
        idleTimer,
        handlerFailure,
        refusal,
        stall,
        held,
        received,
        sent,
        pings,
        unheard,
        refusedSubprotocols,
        Around.NOTHING,
        Circumstances.NONE);
  }

  /** The same connection, of which more is known. */
  public Account with(Around known) {
    return with(known, circumstances);
  }

  /** The same connection, with what went on around it. */
  public Account with(Circumstances known) {
    return with(around, known);
  }

  private Account with(Around elsewhere, Circumstances here) {
    return new Account(
        role,
        stack,
        stackVersion,
        framework,
        subprotocol,
        compressed,
        sight,
        duration,
        goingDown,
        ending,
        error,
        sentClose,
        receivedClose,
        sentFirst,
        idleTimer,
        handlerFailure,
        refusal,
        stall,
        held,
        received,
        sent,
        pings,
        unheard,
        refusedSubprotocols,
        elsewhere,
        here);
  }

  /** How much of a connection was seen. */
  public enum Sight {
    /** All of it. */
    WHOLE,
    /**
     * It was joined between two frames and both directions were followed from there: totals are too
     * low, but the first Close frame is known to be the first.
     */
    FROM_MIDWAY,
    /** Not all of it, and nothing may be concluded from what was not seen. */
    LOST
  }

  /**
   * A Close frame as it was on the wire.
   *
   * @param code 1005 where the frame had no body
   * @param reason null also where it is not to be kept
   * @param hint what the reason is about, which is known whether it is kept or not
   * @param violation the rule this very frame broke, which also tells 1005 in a body from no body
   */
  public record CloseFrame(
      int code, @Nullable String reason, Hint hint, long age, @Nullable Violation violation) {

    public CloseFrame(int code, @Nullable String reason, long age, @Nullable Violation violation) {
      this(code, reason, Hint.in(reason), age, violation);
    }

    /** The same frame, without the words in it. */
    public CloseFrame withoutReason() {
      return new CloseFrame(code, null, hint, age, violation);
    }
  }

  /** What the reason in a Close frame is about, where libraries tell by it what no code tells. */
  public enum Hint {
    NOTHING,
    /** Jetty and Tomcat tell of their idle timers in words only. */
    IDLING,
    /** A ping, pong or heartbeat was missed. */
    KEEP_ALIVE;

    private static final Pattern NO_LETTER = Pattern.compile("[^a-z]+");
    private static final List<String> IDLE = List.of("idle", "inactivity", "inactive");
    private static final List<String> TIME_OUT = List.of("timeout", "timed out", "time out");
    private static final List<String> BEAT =
        List.of(
            "ping",
            "pings",
            "pong",
            "pongs",
            "keepalive",
            "keep alive",
            "heartbeat",
            "heartbeats",
            "heart beat");
    private static final List<String> MISSED =
        List.of("no", "not", "missed", "missing", "lost", "failed", "expired", "without");

    static Hint in(@Nullable String reason) {
      if (reason == null) {
        return NOTHING;
      }
      String words = " " + NO_LETTER.matcher(reason.toLowerCase(Locale.ROOT)).replaceAll(" ") + " ";
      boolean expired = hasOneOf(words, TIME_OUT);
      if (hasOneOf(words, BEAT) && (expired || hasOneOf(words, MISSED))) {
        return KEEP_ALIVE;
      }
      return expired || hasOneOf(words, IDLE) ? IDLING : NOTHING;
    }

    private static boolean hasOneOf(String words, List<String> parts) {
      for (String part : parts) {
        if (words.contains(" " + part + " ")) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * This side's own idle timer fired.
   *
   * @param age -1 where unknown
   * @param heardSince something came from the peer after that and before this side's end
   * @param limit what the timer is set to, or -1
   * @param setting the name of that timer in the stack, where known
   */
  public record IdleTimer(long age, boolean heardSince, long limit, @Nullable String setting) {}

  /**
   * An exception left the application's handler.
   *
   * @param error its class name
   * @param age -1 where unknown
   */
  public record HandlerFailure(String error, long age) {}

  /**
   * The stack refused a message or frame because of its size.
   *
   * @param limit the stack's own limit
   */
  public record Refusal(long limit, long age) {}

  /**
   * This side gave up on a send.
   *
   * @param lasted for how long it had not got through, or -1
   */
  public record Stall(long lasted, long age) {}

  /**
   * This side reads when its application asks for messages, and it had not asked.
   *
   * @param lasted the last time nothing was read for a while, for how long; -1 for never
   * @param age of the end of that
   * @param endLost the end came while the application had asked for nothing, and the library did
   *     not tell it
   */
  public record Held(long lasted, long age, boolean endLost) {}

  /**
   * One direction of the connection.
   *
   * @param silence age of the last frame of this direction or, without one, of the handshake
   * @param lastOpcode of the last frame whose header was complete, or -1
   * @param lastSize what that frame's header announced
   * @param maxFrame largest complete frame
   * @param maxMessage largest complete message
   * @param unfinishedArrived payload bytes of an unfinished frame, or -1 where the direction ended
   *     between frames
   * @param unfinishedAnnounced what the unfinished frame's header announced, or -1 while that
   *     header was not complete
   * @param unfinishedMessage bytes of the unfinished message so far, or -1
   * @param broken the first rule broken in this direction
   * @param spell the last long silence that ended
   * @param heartbeat small messages at a steady pace
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
      @Nullable Broken broken,
      @Nullable Spell spell,
      @Nullable Heartbeat heartbeat) {

    /** A direction in which nothing but whole frames passed and no rule was broken. */
    public static Direction of(
        long frames,
        long messages,
        long bytes,
        long silence,
        int lastOpcode,
        long lastSize,
        long maxFrame,
        long maxMessage) {
      return new Direction(
          frames,
          messages,
          bytes,
          silence,
          lastOpcode,
          lastSize,
          maxFrame,
          maxMessage,
          -1,
          -1,
          -1,
          -1,
          null,
          null,
          null);
    }

    /** A direction in which nothing passed. */
    public static Direction none(long duration) {
      return of(0, 0, 0, duration, -1, 0, 0, 0);
    }

    @Nullable Violation violation() {
      return broken == null ? null : broken.violation;
    }
  }

  /**
   * A rule was broken.
   *
   * @param messageAge age of the end of the message it was broken in; -1 while that message is
   *     unfinished or where the rule is not about a message
   * @param framesAfter frames of this direction that were complete after it: what a stack lets pass
   *     is followed by more
   * @param unreadable no reader can go on after it, so that nothing after it was read
   */
  public record Broken(
      Violation violation, long age, long messageAge, long framesAfter, boolean unreadable) {}

  /**
   * A silence of one direction of {@link Diagnostician#SILENT_SPELL} or more, ended by a frame of
   * its own.
   *
   * @param age of the frame that ended it
   */
  public record Spell(long lasted, long age) {}

  /**
   * Five or more small messages of one size at one pace.
   *
   * @param period from one to the next, {@link #SHORTEST} or more, as timers keep it
   * @param age of the last one
   * @param quiet age of the last thing of this direction that is no Close frame
   */
  public record Heartbeat(long period, long size, long age, long quiet) {
    /** Nanoseconds. What comes faster is data, which has pauses of its own. */
    public static final long SHORTEST = 1_000_000_000L;
  }

  /**
   * The pings this side sent, as things were when the first Close frame passed or, without one, at
   * the end.
   *
   * @param oldestUnanswered age of the oldest ping still without a pong, or -1
   */
  public record Pings(long sent, long unanswered, long oldestUnanswered) {

    public static final Pings NONE = new Pings(0, 0, -1);
  }

  /** The one that says why; null where neither side sent one. */
  public @Nullable CloseFrame firstClose() {
    return sentFirst ? sentClose : receivedClose;
  }

  /** The agent did not see all of it: totals are too low, and the cause must not be guessed. */
  public boolean incomplete() {
    return sight != Sight.WHOLE;
  }

  /** Time from the last frame of either direction to the end. */
  public long silence() {
    return Math.min(received.silence(), sent.silence());
  }
}
