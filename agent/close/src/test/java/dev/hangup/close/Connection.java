// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Account.CloseFrame;
import dev.hangup.close.Account.Direction;
import dev.hangup.close.Account.Pings;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.codec.Violation;
import org.jspecify.annotations.Nullable;

/**
 * A connection to tell stories of. As it is made it is a server's on Tomcat, lived for 90 s, and
 * each side sent 40 frames, the last of them 1 s before the peer's FIN; every step changes one
 * thing. Times are in milliseconds.
 */
final class Connection {

  private static final long MS = 1_000_000L;

  private Role role = Role.SERVER;
  private String stack = "tomcat";
  private long duration = 90_000 * MS;
  private boolean incomplete;
  private Ending ending = Ending.PEER_EOF;
  private @Nullable String error;
  private @Nullable CloseFrame sentClose;
  private @Nullable CloseFrame receivedClose;
  private boolean sentFirst;
  private boolean idleTimer;
  private long idleTimerAge = -1;
  private long idleLimit = -1;
  private @Nullable String idleSetting;
  private @Nullable String handlerError;
  private long handlerErrorAge = -1;
  private final Half received = new Half();
  private final Half sent = new Half();
  private Pings pings = new Pings(0, 0, -1);
  private long messageLimit = -1;

  /** One direction in the making. */
  private static final class Half {
    private long frames = 40;
    private long messages = 40;
    private long silence = 1_000 * MS;
    private int lastOpcode = 1;
    private long lastSize = 100;
    private long maxMessage = 100;
    private long unfinishedArrived = -1;
    private long unfinishedAnnounced = -1;
    private long unfinishedMessage = -1;
    private int unfinishedOpcode = -1;
    private @Nullable Violation violation;
    private long violationAge = -1;
    private long framesAfter;

    Direction direction() {
      return new Direction(
          frames,
          messages,
          frames * 100,
          silence,
          lastOpcode,
          lastSize,
          maxMessage,
          maxMessage,
          unfinishedArrived,
          unfinishedAnnounced,
          unfinishedMessage,
          unfinishedOpcode,
          violation,
          violationAge,
          framesAfter);
    }
  }

  Connection client() {
    role = Role.CLIENT;
    return this;
  }

  Connection on(String stack) {
    this.stack = stack;
    return this;
  }

  Connection lasted(long ms) {
    duration = ms * MS;
    return this;
  }

  Connection lostSight() {
    incomplete = true;
    return this;
  }

  Connection ended(Ending ending) {
    this.ending = ending;
    return this;
  }

  Connection ended(Ending ending, String error) {
    this.error = error;
    return ended(ending);
  }

  /** Our Close frame, first unless the peer's has been told before. */
  Connection sentClose(int code, long ageMs) {
    return sentClose(code, ageMs, null);
  }

  Connection sentClose(int code, long ageMs, @Nullable Rule broken) {
    sentClose = new CloseFrame(code, null, ageMs * MS, closeViolation(broken, role));
    sentFirst = receivedClose == null;
    return this;
  }

  /** The peer's Close frame, first unless ours has been told before. */
  Connection receivedClose(int code, long ageMs) {
    return receivedClose(code, ageMs, null, null);
  }

  Connection receivedClose(int code, long ageMs, @Nullable String reason, @Nullable Rule broken) {
    receivedClose = new CloseFrame(code, reason, ageMs * MS, closeViolation(broken, role.other()));
    sentFirst = sentClose != null;
    return this;
  }

  private static @Nullable Violation closeViolation(@Nullable Rule broken, Role by) {
    return broken == null ? null : new Violation(broken, by, 40, 4_240, 8);
  }

  Connection idleTimer(long ageMs) {
    idleTimer = true;
    idleTimerAge = ageMs < 0 ? -1 : ageMs * MS;
    return this;
  }

  Connection idleLimit(long ms, String setting) {
    idleLimit = ms * MS;
    idleSetting = setting;
    return this;
  }

  Connection handlerThrew(String error, long ageMs) {
    handlerError = error;
    handlerErrorAge = ageMs < 0 ? -1 : ageMs * MS;
    return this;
  }

  Connection silentFor(long receivedMs, long sentMs) {
    received.silence = receivedMs * MS;
    sent.silence = sentMs * MS;
    return this;
  }

  Connection peerBroke(Rule rule, long frameIndex, long ageMs, long framesAfter) {
    broke(received, new Violation(rule, role.other(), frameIndex, 17, 1), ageMs, framesAfter);
    return this;
  }

  Connection thisSideBroke(Rule rule, long frameIndex, long ageMs, long framesAfter) {
    broke(sent, new Violation(rule, role, frameIndex, 17, 1), ageMs, framesAfter);
    return this;
  }

  private static void broke(Half half, Violation violation, long ageMs, long framesAfter) {
    half.violation = violation;
    half.violationAge = ageMs * MS;
    half.framesAfter = framesAfter;
  }

  Connection peerSends(int opcode, long size) {
    received.lastOpcode = opcode;
    received.lastSize = size;
    return this;
  }

  Connection peerSoFar(int opcode, long bytesOfMessage) {
    received.unfinishedMessage = bytesOfMessage;
    received.unfinishedOpcode = opcode;
    return this;
  }

  Connection peerInsideFrame(long arrived, long announced) {
    received.unfinishedArrived = arrived;
    received.unfinishedAnnounced = announced;
    return this;
  }

  Connection thisSideSentLast(int opcode, long size) {
    sent.lastOpcode = opcode;
    sent.lastSize = size;
    sent.maxMessage = Math.max(sent.maxMessage, size);
    return this;
  }

  Connection thisSideOnceSent(long size) {
    sent.maxMessage = size;
    return this;
  }

  Connection pings(long count, long unanswered, long oldestMs) {
    pings = new Pings(count, unanswered, oldestMs < 0 ? -1 : oldestMs * MS);
    return this;
  }

  Connection messageLimit(long bytes) {
    messageLimit = bytes;
    return this;
  }

  Account account() {
    return accountOn(stack);
  }

  /** As it is, on another stack. */
  Account accountOn(String otherStack) {
    return new Account(
        role,
        otherStack,
        duration,
        incomplete,
        ending,
        error,
        sentClose,
        receivedClose,
        sentFirst,
        idleTimer,
        idleTimerAge,
        idleLimit,
        idleSetting,
        handlerError,
        handlerErrorAge,
        received.direction(),
        sent.direction(),
        pings,
        messageLimit);
  }
}
