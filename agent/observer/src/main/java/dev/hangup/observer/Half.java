// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.codec.FrameListener;
import dev.hangup.codec.FrameReader;
import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: what has passed, and the frame that has only begun. Made when
 * its first byte does, so that an idle connection does not pay. One thread at a time writes;
 * readers may be a frame behind.
 */
final class Half implements FrameListener {

  private static final int VIOLATIONS_KEPT = 8;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  private final ConnectionObserver connection;
  private final boolean received;
  private final FrameReader reader;
  private final Sizes sizes = new Sizes();
  private final @Nullable FrameRing ring;

  /** When the bytes being told arrived. One clock call a read, not one a frame. */
  private long now;

  private long frames;
  private long messages;
  private long bytes;
  private long maxFrame;
  private long maxMessage;
  private int lastFirstByte = -1;
  private long lastLength;
  private @Nullable List<EndedConnection.SeenViolation> violations;
  private long violationAt;
  private @Nullable Violation closeViolation;
  private boolean closeEnded;
  private boolean closeSeen;

  /** -1 where the first Close frame's body was too short to hold one. */
  private int closeCode;

  private @Nullable String closeReason;
  private long closeAt;

  Half(ConnectionObserver connection, boolean received, Role sender, int framesKept) {
    this.connection = connection;
    this.received = received;
    this.reader = new FrameReader(sender, this);
    this.ring = framesKept == 0 ? null : new FrameRing(framesKept);
  }

  FrameReader reader() {
    return reader;
  }

  boolean received() {
    return received;
  }

  Sizes sizes() {
    return sizes;
  }

  void bytes(ByteBuffer buffer, int from, int to, long nanos) {
    now = nanos;
    reader.read(buffer, from, to);
    // Whoever ends the connection reads these fields from a thread of its own.
    VarHandle.releaseFence();
  }

  void header(int firstByte, boolean masked, long length, long nanos) {
    now = nanos;
    reader.header(firstByte, masked, length);
    VarHandle.releaseFence();
  }

  void payload(ByteBuffer buffer, int from, int to) {
    reader.payload(buffer, from, to);
    VarHandle.releaseFence();
  }

  @Override
  public void frameStarted(int firstByte, boolean masked, long length) {
    lastFirstByte = firstByte;
    lastLength = length;
    if (ring != null) {
      ring.add(firstByte, length, now);
    }
  }

  @Override
  public void frameEnded(int firstByte, long length) {
    frames++;
    bytes += length;
    if (length > maxFrame) {
      maxFrame = length;
    }
    sizes.frame(firstByte & 15, length);
    closeEnded |= (firstByte & 15) == CLOSE;
  }

  @Override
  public void message(int opcode, long size, int frameCount, boolean compressed) {
    messages++;
    if (size > maxMessage) {
      maxMessage = size;
    }
    sizes.message(opcode == TEXT, size);
  }

  @Override
  public void ping(long fingerprint) {
    if (!received) {
      connection.pingSent(fingerprint, now);
    }
  }

  @Override
  public void pong(long fingerprint) {
    if (received) {
      connection.pongReceived(fingerprint, now);
    }
  }

  @Override
  public void close(int code, @Nullable String reason) {
    if (!closeSeen) {
      closeSeen = true;
      closeCode = code;
      closeReason = reason;
      closeAt = now;
      connection.closeSeen(received);
    }
  }

  @Override
  public void violation(Violation violation) {
    if (violations == null) {
      violations = new ArrayList<>(1);
      violationAt = now;
    }
    if (violations.size() < VIOLATIONS_KEPT) {
      violations.add(new EndedConnection.SeenViolation(received, violation, connection.epoch(now)));
    }
    if (violation.opcode() == CLOSE && closeViolation == null && !closeEnded) {
      closeViolation = violation;
    }
    connection.violationSeen(received, violation.rule());
  }

  List<EndedConnection.SeenViolation> violations() {
    return violations == null ? List.of() : violations;
  }

  void lastFrames(List<EndedConnection.SeenFrame> frames, long epochOffset) {
    if (ring != null) {
      ring.copyTo(frames, received, epochOffset);
    }
  }

  Account.@Nullable CloseFrame close(long end, boolean keepReason) {
    return !closeSeen
        ? null
        : new Account.CloseFrame(
            closeCode, keepReason ? closeReason : null, end - closeAt, closeViolation);
  }

  Account.Direction direction(long end) {
    return new Account.Direction(
        frames,
        messages,
        bytes,
        Math.max(0, end - now),
        lastFirstByte < 0 ? -1 : lastFirstByte & 15,
        lastLength,
        maxFrame,
        maxMessage,
        reader.insideFrame() ? reader.unfinishedArrived() : -1,
        reader.insideFrame() ? reader.unfinishedAnnounced() : -1,
        reader.unfinishedMessage(),
        reader.unfinishedMessageOpcode(),
        violations == null ? null : violations.get(0).violation(),
        violations == null ? -1 : end - violationAt,
        framesAfterViolation());
  }

  /** The offending frame may have ended after its violation was told, and is not one of them. */
  private long framesAfterViolation() {
    return violations == null
        ? 0
        : Math.max(0, frames - violations.get(0).violation().frameIndex() - 1);
  }

  /** A direction in which nothing passed. */
  static Account.Direction nothing(long duration) {
    return new Account.Direction(0, 0, 0, duration, -1, 0, 0, 0, -1, -1, -1, -1, null, -1, 0);
  }
}
