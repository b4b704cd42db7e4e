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
  private static final int CLOSE = 8;

  /** The bit of the first byte that control frames have. */
  private static final int CONTROL = 8;

  private static final AtomicIntegerFieldUpdater<ObservedDirection> TURN =
      AtomicIntegerFieldUpdater.newUpdater(ObservedDirection.class, "turn");

  /** A call of the writing thread takes microseconds, unless its processor was taken away. */
  private static final int SPINS = 1000;

  private static final int PAUSES = 20;

  private static final long PAUSE_NANOS = 100_000;

  private final ConnectionObserver connection;
  private final boolean received;
  private final FrameReader reader;
  private final SizeCounter sizes = new SizeCounter();
  private final @Nullable FrameRing ring;

  /** When the bytes being told arrived. One clock call a read or a flush, not one a frame. */
  private long now;

  /** Frames were told that are not on their way yet: when they are, is not known. */
  private boolean waiting;

  private long maxFrame;
  private long maxMessage;
  private short lastFirstByte = -1;
  private long lastLength;

  /** When the last frame that is no Close frame began, or ended. */
  private long heardAt;

  /** Nothing told of this direction is believed any more: it is not known where a frame begins. */
  private volatile boolean outOfStep;

  /** The frame being read is the last one that makes sense. */
  private boolean lastFrame;

  /** Null until there was a long one. */
  private @Nullable Silences silences;

  /** Null until there was a message as small as a heartbeat. */
  private @Nullable Beats beats;

  /** Odd while a call of the writing thread is under way. */
  @SuppressWarnings("UnusedVariable") // by its handle
  private volatile int turn;

  /** Null until a rule was broken. */
  private @Nullable Faults faults;

  private boolean closeEnded;
  private @Nullable FirstClose firstClose;

  /** No frame came after it. */
  private boolean firstCloseIsLast;

  /** The rules that were broken. */
  private static final class Faults {
    /** The first ones; never changed, always replaced. */
    private EndedConnection.SeenViolation[] first = NONE;

    private final long firstAt;

    /** When the message that broke the first rule was complete; 0 before. */
    private long messageAt;

    /** Of the Close frame that is being told. */
    private @Nullable Violation ofClose;

    Faults(long now) {
      firstAt = now;
    }
  }

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

  SizeCounter sizes() {
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

  /** Returns whether its payload is looked at, as far as it has any. */
  boolean header(int firstByte, boolean masked, long length, long nanos) {
    if (outOfStep) {
      return false;
    }
    int begun = begin();
    try {
      passed(nanos);
      return reader.frame(firstByte, masked, length);
    } finally {
      TURN.lazySet(this, begun + 1);
    }
  }

  /**
   * Likewise of a frame that is not on its way before {@link #flushed}, and {@link #mayWait}. The
   * clock is not asked for it.
   */
  boolean headerOfWaiting(int firstByte, boolean masked, long length) {
    if (outOfStep) {
      return false;
    }
    int begun = begin();
    try {
      waiting = true;
      return reader.frame(firstByte, masked, length);
    } finally {
      TURN.lazySet(this, begun + 1);
    }
  }

  /** Whether nothing about the frame asks for the moment at which it was made. */
  boolean mayWait(int firstByte, long length) {
    return (firstByte & CONTROL) == 0 && length > Beats.LARGEST && faults == null;
  }

  boolean isWaiting() {
    return waiting;
  }

  /** What waited is on its way. */
  void flushed(long nanos) {
    int begun = begin();
    try {
      passed(nanos);
      heardAt = nanos;
    } finally {
      TURN.lazySet(this, begun + 1);
    }
  }

  private void passed(long nanos) {
    endSpell(nanos);
    now = nanos;
    if (waiting) {
      waiting = false;
      if (ring != null) {
        ring.passed(nanos - connection.start());
      }
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
      if (faults != null) {
        faults.ofClose = null;
      }
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
      Silences known = silences;
      if (known == null) {
        known = new Silences();
        silences = known;
      }
      known.ended(silent, nanos);
      if (received) {
        known.survived(connection.silentBothWays(now, nanos));
      }
    }
  }

  /** The longest silence of both sides that ended with the peer being heard. */
  long survivedSilence() {
    return silences == null ? 0 : silences.survived();
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
    Silences known = silences;
    long before = known == null ? 0 : known.lastSince(from);
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
    lastFirstByte = (short) firstByte;
    firstCloseIsLast = false;
    if ((firstByte & 15) != CLOSE) {
      heardAt = now;
    }
    lastLength = length;
    keep(firstByte, length);
  }

  private void keep(int firstByte, long length) {
    if (ring == null) {
      return;
    }
    if (waiting) {
      ring.addWaiting(firstByte, length);
    } else {
      ring.add(firstByte, length, now - connection.start());
    }
  }

  @Override
  public void whole(int firstByte, boolean masked, long length, boolean compressed) {
    if (outOfStep || lastFrame) {
      FrameListener.super.whole(firstByte, masked, length, compressed);
      return;
    }
    lastFirstByte = (short) firstByte;
    lastLength = length;
    firstCloseIsLast = false;
    heardAt = now;
    keep(firstByte, length);
    if (length > maxFrame) {
      maxFrame = length;
    }
    sizes.whole(firstByte & 15, length);
    message(length);
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
    sizes.frame(firstByte, length, !outOfStep);
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
    if (frameCount > 1) {
      sizes.joined(opcode, size);
    }
    message(size);
  }

  private void message(long size) {
    if (size > maxMessage) {
      maxMessage = size;
    }
    if (size <= Beats.LARGEST) {
      Beats known = beats;
      if (known == null) {
        known = new Beats();
        beats = known;
      }
      known.message((int) size, now - connection.start());
    }
    if (faults != null && faults.messageAt == 0) {
      faults.messageAt = now;
    }
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
          new FirstClose(
              code,
              PeerText.orNull(reason, PeerText.CLOSE_REASON),
              now,
              faults == null ? null : faults.ofClose);
      firstCloseIsLast = true;
      connection.closeSeen(received, now);
    }
  }

  @Override
  public void violation(Violation violation) {
    if (outOfStep) {
      return;
    }
    if (waiting) {
      passed(connection.clock().nanoTime());
    }
    Faults known = faults == null ? new Faults(now) : faults;
    int kept = known.first.length;
    if (kept < VIOLATIONS_KEPT) {
      EndedConnection.SeenViolation[] more = Arrays.copyOf(known.first, kept + 1);
      more[kept] = new EndedConnection.SeenViolation(received, violation, connection.epoch(now));
      Memory.storeStoreFence(); // an end that does not wait for this thread finds no empty place
      known.first = more;
    }
    if (violation.opcode() == CLOSE && known.ofClose == null && !closeEnded) {
      known.ofClose = violation;
    }
    Memory.storeStoreFence(); // nor one that is not made yet
    faults = known;
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
    return faults == null ? List.of() : List.of(faults.first);
  }

  List<EndedConnection.SeenFrame> lastFrames(long end) {
    long start = connection.start();
    return ring == null ? List.of() : ring.frames(received, connection.epoch(start), end - start);
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
        waiting ? 0 : Math.max(0, end - now),
        lastFirstByte < 0 ? -1 : lastFirstByte & 15,
        lastLength,
        maxFrame,
        maxMessage,
        reader.insideFrame() ? reader.unfinishedArrived() : -1,
        reader.insideFrame() ? reader.unfinishedAnnounced() : -1,
        reader.unfinishedMessage(),
        reader.unfinishedMessageOpcode(),
        broken(end, counted.frames()),
        silences == null ? null : silences.last(end),
        beats == null ? null : beats.steady(end - connection.start(), Math.max(0, end - heardAt)));
  }

  /** What has passed until now. From any thread, which may see it a frame late. */
  OpenConnection.Direction soFar(long at) {
    Sizes passed = sizes.total();
    return new OpenConnection.Direction(
        passed.frames(),
        passed.messages(),
        passed.bytes(),
        Math.max(0, at - heardAt),
        maxFrame,
        maxMessage);
  }

  private Account.@Nullable Broken broken(long end, long frames) {
    Faults known = faults;
    if (known == null || known.first.length == 0) {
      return null;
    }
    Violation first = known.first[0].violation();
    // The offending frame may have ended after its violation was told, and is not one of those.
    return new Account.Broken(
        first,
        end - known.firstAt,
        known.messageAt == 0 ? -1 : end - known.messageAt,
        Math.max(0, frames - first.frameIndex() - 1),
        lastFrame);
  }
}
