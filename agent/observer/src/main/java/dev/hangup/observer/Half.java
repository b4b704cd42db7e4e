// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Diagnostician;
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

  /** Heartbeats of protocols above WebSocket have up to 11 bytes. */
  private static final long LARGEST_BEAT = 16;

  /** So many intervals alike make a pace of it. */
  private static final int STEADY = 4;

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

  /** When the last frame that is no Close frame began. */
  private long heardAt;

  /** Nothing told of this direction is believed any more: it is not known where a frame begins. */
  private boolean outOfStep;

  /** The frame being read is the last one that makes sense. */
  private boolean lastFrame;

  /** The last long silence, and when a frame ended it; 0 where there was none. */
  private long spell;

  private long spellEndedAt;

  // Small messages of one size at a steady pace.
  private int beatSize = -1;
  private int beats;
  private long beatAt;
  private long beatPeriod;

  /** When the message that broke the first rule was complete; 0 before. */
  private long brokenMessageAt;

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
    this.now = connection.start();
    this.heardAt = now;
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
    if (outOfStep) {
      return;
    }
    endSpell(nanos);
    now = nanos;
    reader.read(buffer, from, to);
    // Whoever ends the connection reads these fields from a thread of its own.
    VarHandle.releaseFence();
  }

  void header(int firstByte, boolean masked, long length, long nanos) {
    if (outOfStep) {
      return;
    }
    endSpell(nanos);
    now = nanos;
    reader.header(firstByte, masked, length);
    VarHandle.releaseFence();
  }

  void payload(ByteBuffer buffer, int from, int to) {
    if (!outOfStep) {
      reader.payload(buffer, from, to);
      VarHandle.releaseFence();
    }
  }

  /** Bytes were lost: where the next frame begins is not known. */
  void lostStep() {
    outOfStep = true;
  }

  /** When the peer, or this side, last said something that was no farewell. */
  long heardAt() {
    return heardAt;
  }

  /** When the last bytes passed. */
  long lastAt() {
    return now;
  }

  private void endSpell(long nanos) {
    long silent = nanos - now;
    if (silent >= Diagnostician.SILENT_SPELL) {
      spell = silent;
      spellEndedAt = nanos;
    }
  }

  @Override
  public void frameStarted(int firstByte, boolean masked, long length) {
    if (outOfStep) {
      return;
    }
    lastFirstByte = firstByte;
    if ((firstByte & 15) != CLOSE) {
      heardAt = now;
    }
    lastLength = length;
    if (ring != null) {
      ring.add(firstByte, length, now);
    }
  }

  @Override
  public void frameEnded(int firstByte, long length) {
    if (outOfStep) {
      return;
    }
    outOfStep = lastFrame;
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
    if (outOfStep) {
      return;
    }
    messages++;
    if (size > maxMessage) {
      maxMessage = size;
    }
    sizes.message(opcode == TEXT, size);
    if (size <= LARGEST_BEAT) {
      beat((int) size);
    }
    if (violations != null && brokenMessageAt == 0) {
      brokenMessageAt = now;
    }
  }

  /** Other messages may come in between: a heartbeat is sent where there is nothing else to say. */
  private void beat(int size) {
    long period = now - beatAt;
    if (size != beatSize) {
      beatSize = size;
      beats = 0;
      beatPeriod = 0;
    } else if (beats > 0 && Math.abs(period - beatPeriod) <= beatPeriod / 10) {
      beats++;
    } else {
      beats = 1;
      beatPeriod = period;
    }
    beatAt = now;
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
    if (!closeSeen && !outOfStep) {
      closeSeen = true;
      closeCode = code;
      closeReason = reason;
      closeAt = now;
      connection.closeSeen(received);
    }
  }

  @Override
  public void violation(Violation violation) {
    if (outOfStep) {
      return;
    }
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
    lastFrame |= isSenseless(violation);
  }

  /** No stack goes on after such a frame, and what follows is probably no frame at all. */
  private static boolean isSenseless(Violation violation) {
    int opcode = violation.opcode();
    boolean control = opcode >= CLOSE;
    return switch (violation.rule()) {
      case FRAGMENTED_CONTROL_FRAME, LENGTH_TOP_BIT -> true;
      case CONTROL_FRAME_TOO_LONG -> opcode != CLOSE;
      case RSV1_NOT_NEGOTIATED, RSV1_ON_CONTROL_FRAME, RSV2_SET, RSV3_SET ->
          control || isReserved(opcode);
      default -> isReserved(opcode);
    };
  }

  private static boolean isReserved(int opcode) {
    return (opcode & 7) > 2;
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
    if (!closeSeen) {
      return null;
    }
    Account.CloseFrame frame =
        new Account.CloseFrame(closeCode, closeReason, end - closeAt, closeViolation);
    return keepReason ? frame : frame.withoutReason();
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
        broken(end),
        spell == 0 ? null : new Account.Spell(spell, Math.max(0, end - spellEndedAt)),
        beats < STEADY
            ? null
            : new Account.Heartbeat(beatPeriod, beatSize, Math.max(0, end - beatAt)));
  }

  private Account.@Nullable Broken broken(long end) {
    if (violations == null) {
      return null;
    }
    Violation first = violations.get(0).violation();
    // The offending frame may have ended after its violation was told, and is not one of those.
    return new Account.Broken(
        first,
        end - violationAt,
        brokenMessageAt == 0 ? -1 : end - brokenMessageAt,
        Math.max(0, frames - first.frameIndex() - 1),
        lastFrame);
  }
}
