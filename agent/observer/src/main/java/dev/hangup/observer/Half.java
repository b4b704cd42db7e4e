// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Account;
import dev.hangup.codec.FrameListener;
import dev.hangup.codec.FrameReader;
import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import dev.hangup.tap.PeerText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: what has passed, and the frame that has only begun. Made when
 * its first byte does, so that an idle connection does not pay. One thread at a time writes.
 * Whoever ends the connection reads from a thread of its own, see {@link #settled}.
 */
final class Half implements FrameListener {

  private static final int VIOLATIONS_KEPT = 8;
  private static final EndedConnection.SeenViolation[] NONE = {};
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  private static final VarHandle TURN;

  static {
    try {
      TURN = MethodHandles.lookup().findVarHandle(Half.class, "turn", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

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

  /** Odd while a call of the writing thread is under way. */
  @SuppressWarnings("UnusedVariable") // by its handle
  private int turn;

  /** The first ones; never changed, always replaced. */
  private EndedConnection.SeenViolation[] violations = NONE;

  private @Nullable Violation closeViolation;
  private boolean closeEnded;
  private @Nullable FirstClose firstClose;

  /**
   * The first Close frame.
   *
   * @param code -1 where the body was too short to hold one
   */
  private record FirstClose(
      int code, @Nullable String reason, long at, @Nullable Violation violation) {}

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
    int begun = begin();
    try {
      now = nanos;
      reader.read(buffer, from, to);
    } finally {
      TURN.setRelease(this, begun + 1);
    }
  }

  void header(int firstByte, boolean masked, long length, long nanos) {
    int begun = begin();
    try {
      now = nanos;
      reader.header(firstByte, masked, length);
    } finally {
      TURN.setRelease(this, begun + 1);
    }
  }

  void payload(ByteBuffer buffer, int from, int to) {
    int begun = begin();
    try {
      reader.payload(buffer, from, to);
    } finally {
      TURN.setRelease(this, begun + 1);
    }
  }

  private int begin() {
    int begun = (int) TURN.get(this) + 1;
    TURN.setOpaque(this, begun);
    VarHandle.storeStoreFence();
    return begun;
  }

  /**
   * What {@code reading} sees between two calls of the writing thread, which may be in the middle
   * of one on another processor: waited for, but not for long. Where it stays there, sight of the
   * connection is lost.
   */
  <T> T settled(Supplier<T> reading) {
    int tries = 0;
    while (true) {
      int turn = (int) TURN.getAcquire(this);
      if ((turn & 1) == 0 || tries == SPINS + PAUSES) {
        T seen = reading.get();
        VarHandle.loadLoadFence();
        if ((turn & 1) == 0 && turn == (int) TURN.getOpaque(this)) {
          return seen;
        }
        if (tries == SPINS + PAUSES) {
          connection.lostSight();
          return seen;
        }
      }
      if (tries++ < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
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
    if (length > maxFrame) {
      maxFrame = length;
    }
    sizes.frame(firstByte & 15, length);
    closeEnded |= (firstByte & 15) == CLOSE;
  }

  @Override
  public void message(int opcode, long size, int frameCount, boolean compressed) {
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
    if (firstClose == null) {
      firstClose =
          new FirstClose(code, PeerText.orNull(reason, PeerText.CLOSE_REASON), now, closeViolation);
      connection.closeSeen(received);
    }
  }

  @Override
  public void violation(Violation violation) {
    int kept = violations.length;
    if (kept < VIOLATIONS_KEPT) {
      EndedConnection.SeenViolation[] more = Arrays.copyOf(violations, kept + 1);
      more[kept] = new EndedConnection.SeenViolation(received, violation, connection.epoch(now));
      VarHandle.storeStoreFence(); // whoever does not wait any longer finds no empty place
      violations = more;
    }
    if (violation.opcode() == CLOSE && closeViolation == null && !closeEnded) {
      closeViolation = violation;
    }
    connection.violationSeen(received, violation.rule());
  }

  List<EndedConnection.SeenViolation> violations() {
    return List.of(violations);
  }

  List<EndedConnection.SeenFrame> lastFrames(long epochOffset) {
    return ring == null ? List.of() : ring.frames(received, epochOffset);
  }

  Account.@Nullable CloseFrame close(long end, boolean keepReason) {
    FirstClose first = firstClose;
    return first == null
        ? null
        : new Account.CloseFrame(
            first.code(), keepReason ? first.reason() : null, end - first.at(), first.violation());
  }

  /** {@code counted} is what the totals keep of this direction: both must say the same. */
  Account.Direction direction(long end, Sizes counted) {
    EndedConnection.SeenViolation first = violations.length == 0 ? null : violations[0];
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
        first == null ? null : first.violation(),
        first == null ? -1 : connection.epoch(end) - first.epochNanos(),
        first == null ? 0 : framesAfter(first.violation(), counted.frames()));
  }

  /** The offending frame may have ended after its violation was told, and is not one of them. */
  private static long framesAfter(Violation violation, long frames) {
    return Math.max(0, frames - violation.frameIndex() - 1);
  }

  /** A direction in which nothing passed. */
  static Account.Direction nothing(long duration) {
    return new Account.Direction(0, 0, 0, duration, -1, 0, 0, 0, -1, -1, -1, -1, null, -1, 0);
  }
}
