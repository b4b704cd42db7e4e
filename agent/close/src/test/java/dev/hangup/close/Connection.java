// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import dev.hangup.close.Account.Broken;
import dev.hangup.close.Account.CloseFrame;
import dev.hangup.close.Account.Direction;
import dev.hangup.close.Account.HandlerFailure;
import dev.hangup.close.Account.Heartbeat;
import dev.hangup.close.Account.Held;
import dev.hangup.close.Account.IdleTimer;
import dev.hangup.close.Account.Pings;
import dev.hangup.close.Account.Refusal;
import dev.hangup.close.Account.Sight;
import dev.hangup.close.Account.Spell;
import dev.hangup.close.Account.Stall;
import dev.hangup.close.Circumstances.Kernel;
import dev.hangup.close.Circumstances.Kind;
import dev.hangup.close.Circumstances.LocalStall;
import dev.hangup.close.Circumstances.Reason;
import dev.hangup.close.Diagnosis.Initiator;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.codec.Violation;
import java.util.Objects;
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
  private @Nullable String stackVersion;
  private @Nullable String framework;
  private @Nullable String subprotocol;
  private boolean compressed;
  private Sight sight = Sight.WHOLE;
  private long goingDown = -1;
  private Ending ending = Ending.PEER_EOF;
  private @Nullable String error;
  private @Nullable CloseFrame sentClose;
  private @Nullable CloseFrame receivedClose;
  private boolean sentFirst;
  private @Nullable IdleTimer idleTimer;
  private @Nullable HandlerFailure handlerFailure;
  private @Nullable Refusal refusal;
  private @Nullable Stall stall;
  private @Nullable Held held;
  private final Half received = new Half();
  private final Half sent = new Half();
  private Pings pings = Pings.NONE;
  private long unheard = -1;
  private @Nullable String refusedSubprotocols;
  private Around around = Around.NOTHING;
  private @Nullable LocalStall localStall;
  private long pending;
  private @Nullable Kernel kernel;

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
    private @Nullable Broken broken;
    private @Nullable Spell spell;
    private @Nullable Heartbeat heartbeat;

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
          broken,
          spell,
          heartbeat);
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

  Connection on(String stack, String version) {
    this.stackVersion = version;
    return on(stack);
  }

  Connection speaking(String subprotocol) {
    this.subprotocol = subprotocol;
    return this;
  }

  Connection lasted(long ms) {
    duration = ms * MS;
    return this;
  }

  Connection lostSight() {
    sight = Sight.LOST;
    return this;
  }

  Connection joinedMidway() {
    sight = Sight.FROM_MIDWAY;
    return this;
  }

  Connection under(String framework) {
    this.framework = framework;
    return this;
  }

  Connection agreedToNoneOf(String subprotocols) {
    refusedSubprotocols = subprotocols;
    return this;
  }

  /** So many ended together, which had been silent for one to ten seconds. */
  Connection among(int together, int byPeer, int open) {
    return among(together, byPeer, open, 1_000, 10_000);
  }

  Connection among(
      int together, int byPeer, int open, long shortestSilenceMs, long longestSilenceMs) {
    around =
        around.with(
            new Around.Company(
                together,
                byPeer,
                open,
                shortestSilenceMs * MS,
                longestSilenceMs * MS,
                Math.max(duration, 10_000 * MS)));
    return this;
  }

  /** Others of its route were cut at about this age. */
  Connection cutAtTheAgeOf(int others, long shortestMs, long longestMs) {
    around = around.with(new Around.AgeLimit(others, shortestMs * MS, longestMs * MS));
    return this;
  }

  /** Others of its peer were cut after about this silence. */
  Connection cutAfterSilence(
      int others, long shortestMs, long longestMs, long survivedMs, long pingPeriodMs) {
    around =
        around.with(
            new Around.IdleLimit(
                others,
                shortestMs * MS,
                longestMs * MS,
                survivedMs * MS,
                pingPeriodMs < 0 ? -1 : pingPeriodMs * MS));
    return this;
  }

  Connection comesBackAfter(int times, long medianMs, long spreadMs) {
    around = around.with(new Around.Returns(times, medianMs * MS, spreadMs * MS));
    return this;
  }

  /** A leg of a gateway; the other one ended so long before, or after. */
  Connection legOf(boolean outgoing, int code, Initiator initiator, long earlierMs) {
    around =
        around.with(
            new Around.OtherLeg(
                "2025fe62abfaea4c6033415c59a2d694", outgoing, code, initiator, earlierMs * MS));
    return this;
  }

  Connection compressing() {
    compressed = true;
    return this;
  }

  Connection goingDownFor(long ms) {
    goingDown = ms * MS;
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
    return idleTimer(ageMs, false);
  }

  /** As long as nothing came from the peer since, the timer may be the reason. */
  Connection idleTimer(long ageMs, boolean heardSince) {
    idleTimer = new IdleTimer(ageMs < 0 ? -1 : ageMs * MS, heardSince, -1, null);
    return this;
  }

  Connection idleLimit(long ms, String setting) {
    idleTimer = new IdleTimer(Objects.requireNonNull(idleTimer).age(), false, ms * MS, setting);
    return this;
  }

  Connection handlerThrew(String error, long ageMs) {
    handlerFailure = new HandlerFailure(error, ageMs < 0 ? -1 : ageMs * MS);
    return this;
  }

  Connection sendStalled(long forMs, long ageMs) {
    stall = new Stall(forMs < 0 ? -1 : forMs * MS, ageMs * MS);
    return this;
  }

  /** So many bytes had not left this process. */
  Connection stillToSend(long bytes) {
    pending = bytes;
    return this;
  }

  /** All of this JVM stood still, until {@code ageMs} before the end. */
  Connection stoodStill(long forMs, long ageMs) {
    return stoodStill(Kind.PROCESS, forMs, ageMs, null);
  }

  /** For a collection that took all of it but 200 ms. */
  Connection collectedGarbage(long forMs, long ageMs) {
    localStall =
        new LocalStall(
            Kind.PROCESS,
            forMs * MS,
            ageMs * MS,
            Reason.GARBAGE_COLLECTION,
            (forMs - 200) * MS,
            null);
    return this;
  }

  Connection stoodStill(Kind kind, long forMs, long ageMs, @Nullable String where) {
    localStall = new LocalStall(kind, forMs * MS, ageMs * MS, null, 0, where);
    return this;
  }

  /** So many bytes were not acknowledged, and sent again so many times. */
  Connection unacknowledged(long bytes, int retransmits) {
    kernel = new Kernel(false, bytes, 0, retransmits, false);
    return this;
  }

  /** The peer's system takes no more. */
  Connection windowShut(long bytes) {
    kernel = new Kernel(true, bytes, 0, 0, true);
    return this;
  }

  /** The application asked for nothing. */
  Connection readNothing(long forMs, long ageMs, boolean endLost) {
    held = new Held(forMs < 0 ? -1 : forMs * MS, ageMs * MS, endLost);
    return this;
  }

  /** From the last thing the peer said before the first Close frame. */
  Connection unheardFor(long ms) {
    unheard = ms * MS;
    return this;
  }

  Connection silentUntilThisSideSpoke(long spellMs, long ageMs) {
    sent.spell = new Spell(spellMs * MS, ageMs * MS);
    return silentFor(spellMs + ageMs, ageMs);
  }

  Connection peerBeat(long periodMs, long size, long ageMs) {
    received.heartbeat = new Heartbeat(periodMs * MS, size, ageMs * MS, ageMs * MS);
    return this;
  }

  Connection thisSideBeat(long periodMs, long size, long ageMs) {
    return thisSideBeat(periodMs, size, ageMs, ageMs);
  }

  /** And said something else since then. */
  Connection thisSideBeat(long periodMs, long size, long ageMs, long quietMs) {
    sent.heartbeat = new Heartbeat(periodMs * MS, size, ageMs * MS, quietMs * MS);
    return this;
  }

  Connection nothingYetReceived() {
    received.frames = 0;
    received.messages = 0;
    return this;
  }

  Connection silentFor(long receivedMs, long sentMs) {
    received.silence = receivedMs * MS;
    sent.silence = sentMs * MS;
    return this;
  }

  Connection peerBroke(Rule rule, long frameIndex, long ageMs, long framesAfter) {
    return peerBroke(new Violation(rule, role.other(), frameIndex, 17, 1), ageMs, -1, framesAfter);
  }

  /** In a message that was complete {@code messageAgeMs} before the end. */
  Connection peerBrokeMessage(
      Rule rule, long frameIndex, long ageMs, long messageAgeMs, long framesAfter) {
    return peerBroke(
        new Violation(rule, role.other(), frameIndex, 17, 1), ageMs, messageAgeMs, framesAfter);
  }

  private Connection peerBroke(
      Violation violation, long ageMs, long messageAgeMs, long framesAfter) {
    received.broken =
        new Broken(
            violation, ageMs * MS, messageAgeMs < 0 ? -1 : messageAgeMs * MS, framesAfter, false);
    return this;
  }

  Connection thisSideBroke(Rule rule, long frameIndex, long ageMs, long framesAfter) {
    sent.broken =
        new Broken(
            new Violation(rule, role, frameIndex, 17, 1), ageMs * MS, -1, framesAfter, false);
    return this;
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
    return messageLimit(bytes, sentClose == null ? 0 : sentClose.age() / MS);
  }

  /** The stack refused a message or frame that was over its limit. */
  Connection messageLimit(long bytes, long ageMs) {
    refusal = bytes < 0 ? null : new Refusal(bytes, ageMs * MS);
    return this;
  }

  Account account() {
    return accountOn(stack);
  }

  /** As it is, on another stack. */
  Account accountOn(String otherStack) {
    return account(otherStack, ending);
  }

  /** As it is, with another end of the transport. */
  Account accountEnded(Ending otherEnding) {
    return account(stack, otherEnding);
  }

  private Account account(String onStack, Ending how) {
    return new Account(
        role,
        onStack,
        stackVersion,
        framework,
        subprotocol,
        compressed,
        sight,
        duration,
        goingDown,
        how,
        error,
        sentClose,
        receivedClose,
        sentFirst,
        idleTimer,
        handlerFailure,
        refusal,
        stall,
        held,
        received.direction(),
        sent.direction(),
        pings,
        unheard < 0 ? received.silence : unheard,
        refusedSubprotocols,
        around,
        new Circumstances(localStall, pending, kernel));
  }
}
