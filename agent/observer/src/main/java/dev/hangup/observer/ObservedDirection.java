// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.close.Diagnostician;
import dev.hangup.codec.FrameListener;
import dev.hangup.codec.FrameReader;
import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import dev.hangup.jdk.Memory;
import dev.hangup.tap.PeerText;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: what has passed, and the frame that has only begun. Made when
 * its first byte does, so that an idle connection does not pay. One thread at a time writes. The
 * thread that ends the connection may be another, and reads, see {@link #settled}.
 */
final class ObservedDirection implements FrameListener {

  private static final int VIOLATIONS_KEPT = 8;
  private static final EndedConnection.SeenViolation[] NONE = {};
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  /** Heartbeats of protocols above WebSocket have up to 11 bytes. */
  private static final long LARGEST_BEAT = 16;

  /** So many intervals alike make a pace of it. */
  private static final int STEADY = 4;

  /** Timers and networks are late now and then, however short the period is. */
  private static final long LATE = 200_000_000;

  private static final AtomicIntegerFieldUpdater<ObservedDirection> TURN =
      AtomicIntegerFieldUpdater.newUpdater(ObservedDirection.class, "turn");

  /** A call of the writing thread takes microseconds, unless its processor was taken away. */
  private static final int SPINS = 1000;

  private static final int PAUSES = 20;

  private static final long PAUSE_NANOS = 100_000;

  private final ConnectionObserver connection;
  private final boolean received;
  private final FrameReader reader;
  private final Sizes sizes = new Sizes();
  private final @Nullable FrameRing ring;

  /** When the bytes being told arrived. One clock call a read, not one a frame. */
  private long now;

  private long maxFrame;
  private long maxMessage;
  private int lastFirstByte = -1;
  private long lastLength;

  /** When the last frame that is no Close frame began, or ended. */
  private long heardAt;

  /** Nothing told of this direction is believed any more: it is not known where a frame begins. */
  private volatile boolean outOfStep;

  /** The frame being read is the last one that makes sense. */
  private boolean lastFrame;

  /** The last long silence, and when a frame ended it; 0 where there was none. */
  private long spell;

  private long spellEndedAt;

  /** Of the peer's direction: the longest silence of both sides that it ended. */
  private long survived;

  // Small messages of one size at a steady pace. Of the writing thread, as all of the above.
  private int beatSize = -1;
  private int beats;
  private long beatAt;
  private long beatPeriod;

  /** When the message that broke the first rule was complete; 0 before. */
  private long brokenMessageAt;

  private long violationAt;

  /** Odd while a call of the writing thread is under way. */
  @SuppressWarnings("UnusedVariable") // by its handle
  private volatile int turn;

  /** The first ones; never changed, always replaced. */
  private EndedConnection.SeenViolation[] violations = NONE;

  private @Nullable Violation closeViolation;
  private boolean closeEnded;
  private @Nullable FirstClose firstClose;

  /** No frame came after it. */
  private boolean firstCloseIsLast;

  /**
   * The first Close frame.
   *
   * @param code -1 where the body was too short to hold one
   */
  private record FirstClose(
      int code, @Nullable String reason, long at, @Nullable Violation violation) {}

  ObservedDirection(ConnectionObserver connection, boolean received, Role sender, int framesKept) {
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
    int begun = begin();
    try {
      endSpell(nanos);
      now = nanos;
      reader.read(buffer, from, to);
    } finally {
      TURN.lazySet(this, begun + 1);
    }
  }

  void header(int firstByte, boolean masked, long length, long nanos) {
    if (outOfStep) {
      return;
    }
    int begun = begin();
    try {
      endSpell(nanos);
      now = nanos;
      reader.header(firstByte, masked, length);
    } finally {
      TURN.lazySet(this, begun + 1);
    }
  }

  void payload(ByteBuffer buffer, int from, int to) {
    if (outOfStep) {
      return;
    }
    int begun = begin();
    try {
      reader.payload(buffer, from, to);
    } finally {
      TURN.lazySet(this, begun + 1);
    }
  }

  /** Up to so many bytes behind those that were just told, if they are of no interest. */
  int taken(int most) {
    if (outOfStep) {
      return most;
    }
    int taken = (int) Math.min(most, reader.unread());
    if (taken > 0) {
      int begun = begin();
      try {
        reader.skipPayload(taken);
      } finally {
        TURN.lazySet(this, begun + 1);
      }
    }
    return taken;
  }

  /**
   * The frame that was told last did not get out. It stays counted as a frame; as a Close frame,
   * which says who ended the connection and why, only one that was sent counts.
   *
   * @return whether it was the first Close frame
   */
  boolean closeNotSent() {
    if (!firstCloseIsLast) {
      return false;
    }
    int begun = begin();
    try {
      firstClose = null;
      firstCloseIsLast = false;
      closeViolation = null;
    } finally {
      TURN.lazySet(this, begun + 1);
    }
    return true;
  }

  private int begin() {
    int begun = turn + 1;
    TURN.lazySet(this, begun);
    Memory.storeStoreFence();
    return begun;
  }

  /** Bytes were lost: where the next frame begins is not known. */
  void lostStep() {
    outOfStep = true;
  }

  /** When the peer, or this side, last said something that was no farewell. */
  long heardAt() {
    return heardAt;
  }

  private void endSpell(long nanos) {
    long silent = nanos - now;
    if (silent >= Diagnostician.SILENT_SPELL) {
      spell = silent;
      spellEndedAt = nanos;
      if (received) {
        survived = Math.max(survived, connection.silentBothWays(now, nanos));
      }
    }
  }

  /** The longest silence of both sides that ended with the peer being heard. */
  long survivedSilence() {
    return survived;
  }

  /**
   * The longest part of a time in which nothing was sent. Another thread may be writing meanwhile,
   * which makes it a little too short or too long.
   */
  long silentWithin(long from, long to) {
    long last = now;
    if (last - from <= 0) {
      return to - from;
    }
    long before = spellEndedAt - from > 0 ? Math.min(spell, spellEndedAt - from) : 0;
    return Math.max(before, to - last);
  }

  /**
   * What {@code reading} sees between two calls of the writing thread, which may be in the middle
   * of one on another processor: waited for, but not for long. Where it stays there, sight of the
   * connection is lost.
   */
  <T> T settled(Supplier<T> reading) {
    int tries = 0;
    while (true) {
      int before = turn;
      if ((before & 1) == 0 || tries == SPINS + PAUSES) {
        T seen = reading.get();
        Memory.loadLoadFence();
        if ((before & 1) == 0 && before == turn) {
          return seen;
        }
        if (tries == SPINS + PAUSES) {
          connection.lostSight();
          return seen;
        }
      }
      if (tries++ < SPINS) {
        Memory.onSpinWait();
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void frameStarted(int firstByte, boolean masked, long length) {
    if (outOfStep) {
      return;
    }
    lastFirstByte = firstByte;
    firstCloseIsLast = false;
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
    if (length > maxFrame) {
      maxFrame = length;
    }
    sizes.frame(firstByte & 15, length);
    if ((firstByte & 15) == CLOSE) {
      closeEnded = true;
    } else {
      heardAt = now; // a large one may have taken a while
    }
  }

  @Override
  public void message(int opcode, long size, int frameCount, boolean compressed) {
    if (outOfStep) {
      return;
    }
    if (size > maxMessage) {
      maxMessage = size;
    }
    sizes.message(opcode == TEXT, size);
    if (size <= LARGEST_BEAT) {
      beat((int) size);
    }
    if (violations.length > 0 && brokenMessageAt == 0) {
      brokenMessageAt = now;
    }
  }

  /** Other messages may come in between: a heartbeat is sent where there is nothing else to say. */
  private void beat(int size) {
    long period = now - beatAt;
    if (size == beatSize && period < Account.Heartbeat.SHORTEST - LATE) {
      beats = 0; // data, and there may be much of it: no division
    } else if (size != beatSize) {
      if (isSteady() && period <= 2 * beatPeriod) {
        return; // between two beats, and as small as they are
      }
      beatSize = size;
      beats = 0;
      beatPeriod = 0;
    } else if (beats > 0 && Math.abs(period - beatPeriod) <= Math.max(beatPeriod / 10, LATE)) {
      beats++;
    } else {
      beats = 1;
      beatPeriod = period;
    }
    beatAt = now;
  }

  private boolean isSteady() {
    return beats >= STEADY && beatPeriod >= Account.Heartbeat.SHORTEST;
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
    if (firstClose == null && !outOfStep) {
      firstClose =
          new FirstClose(code, PeerText.orNull(reason, PeerText.CLOSE_REASON), now, closeViolation);
      firstCloseIsLast = true;
      connection.closeSeen(received, now);
    }
  }

  @Override
  public void violation(Violation violation) {
    if (outOfStep) {
      return;
    }
    int kept = violations.length;
    if (kept == 0) {
      violationAt = now;
    }
    if (kept < VIOLATIONS_KEPT) {
      EndedConnection.SeenViolation[] more = Arrays.copyOf(violations, kept + 1);
      more[kept] = new EndedConnection.SeenViolation(received, violation, connection.epoch(now));
      Memory.storeStoreFence(); // an end that does not wait for this thread finds no empty place
      violations = more;
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
    return List.of(violations);
  }

  List<EndedConnection.SeenFrame> lastFrames(long epochOffset) {
    return ring == null ? List.of() : ring.frames(received, epochOffset);
  }

  Account.@Nullable CloseFrame close(long end, boolean keepReason) {
    FirstClose first = firstClose;
    if (first == null) {
      return null;
    }
    Account.CloseFrame frame =
        new Account.CloseFrame(first.code(), first.reason(), end - first.at(), first.violation());
    return keepReason ? frame : frame.withoutReason();
  }

  /** {@code counted} is what the totals keep of this direction: both must say the same. */
  Account.Direction direction(long end, Sizes counted) {
    return new Account.Direction(
        counted.frames(),
        counted.messages(),
        counted.bytes(),
        Math.max(0, end - now),
        lastFirstByte < 0 ? -1 : lastFirstByte & 15,
        lastLength,
        maxFrame,
        maxMessage,
        reader.insideFrame() ? reader.unfinishedArrived() : -1,
        reader.insideFrame() ? reader.unfinishedAnnounced() : -1,
        reader.unfinishedMessage(),
        reader.unfinishedMessageOpcode(),
        broken(end, counted.frames()),
        spell == 0 ? null : new Account.Spell(spell, Math.max(0, end - spellEndedAt)),
        isSteady()
            ? new Account.Heartbeat(
                beatPeriod, beatSize, Math.max(0, end - beatAt), Math.max(0, end - heardAt))
            : null);
  }

  /** What has passed until now. From any thread, which may see it a frame late. */
  OpenConnection.Direction soFar(long at) {
    return new OpenConnection.Direction(
        sizes.frames(),
        sizes.messages(),
        sizes.bytes(),
        Math.max(0, at - heardAt),
        maxFrame,
        maxMessage);
  }

  private Account.@Nullable Broken broken(long end, long frames) {
    EndedConnection.SeenViolation[] seen = violations;
    if (seen.length == 0) {
      return null;
    }
    Violation first = seen[0].violation();
    // The offending frame may have ended after its violation was told, and is not one of those.
    return new Account.Broken(
        first,
        end - violationAt,
        brokenMessageAt == 0 ? -1 : end - brokenMessageAt,
        Math.max(0, frames - first.frameIndex() - 1),
        lastFrame);
  }
}
