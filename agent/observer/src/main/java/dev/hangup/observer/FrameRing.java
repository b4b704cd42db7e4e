// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last frame headers of one direction, overwritten in a circle that grows as frames come. Each
 * is one number: the first byte, the length, and the time since the frame before. Read while no
 * thread adds, see {@link ObservedDirection#settled}.
 */
final class FrameRing {

  private static final int FIRST_SIZE = 1;

  /** Times are kept in ticks of 1.024 µs: a pause of up to 73 minutes has room in 32 bits. */
  private static final int TICK_BITS = 10;

  private static final int PAUSE_BITS = 32;
  private static final long LARGE_PAUSE = (1L << PAUSE_BITS) - 1;
  private static final int LENGTH_BITS = 24;
  private static final long LARGE_LENGTH = (1L << LENGTH_BITS) - 1;

  private final byte kept;
  private byte next;
  private boolean full;

  /** How many of the last ones have no time yet. */
  private byte waiting;

  private long[] headers;
  private @Nullable Large large;

  /** When the last one that has a time passed. */
  private long newest;

  /** What has no room in a header. */
  private static final class Large {
    final long[] lengths;
    final long[] pauses;

    Large(int kept) {
      lengths = new long[kept];
      pauses = new long[kept];
    }
  }

  FrameRing(int kept) {
    this.kept = (byte) kept;
    headers = new long[Math.min(kept, FIRST_SIZE)];
  }

  /**
   * A frame has passed.
   *
   * @param nanos since the connection's start
   */
  void add(int firstByte, long length, long nanos) {
    passed(nanos);
    long tick = nanos >> TICK_BITS;
    long pause = Math.max(0, tick - newest);
    newest = tick;
    int at = keep(firstByte, length, Math.min(pause, LARGE_PAUSE));
    if (pause >= LARGE_PAUSE) {
      large().pauses[at] = pause;
    }
  }

  /** A frame that has no time before {@link #passed} says so. */
  void addWaiting(int firstByte, long length) {
    keep(firstByte, length, 0);
    if (waiting < kept) {
      waiting++;
    }
  }

  /** All frames that wait have passed at that time, since the connection's start. */
  void passed(long nanos) {
    if (waiting == 0) {
      return;
    }
    long tick = nanos >> TICK_BITS;
    long pause = Math.max(0, tick - newest);
    int first = next - waiting;
    int at = first < 0 ? first + kept : first;
    headers[at] |= Math.min(pause, LARGE_PAUSE);
    if (pause >= LARGE_PAUSE) {
      large().pauses[at] = pause;
    }
    newest = tick;
    waiting = 0;
  }

  /** Returns where it is. */
  private int keep(int firstByte, long length, long pause) {
    if (next == headers.length) {
      makeRoom();
    }
    int at = next;
    headers[at] =
        ((long) firstByte << LENGTH_BITS | Math.min(length, LARGE_LENGTH)) << PAUSE_BITS | pause;
    if (length >= LARGE_LENGTH) {
      large().lengths[at] = length;
    }
    next = (byte) (at + 1);
    return at;
  }

  private void makeRoom() {
    if (next < kept) {
      headers = Arrays.copyOf(headers, Math.min(kept, 2 * next));
    } else {
      next = 0;
      full = true;
    }
  }

  private Large large() {
    Large known = large;
    if (known == null) {
      known = new Large(kept);
      large = known;
    }
    return known;
  }

  /**
   * What is kept, oldest first.
   *
   * @param start of the connection, on the wall
   * @param now since then; what still waits is told as of now
   */
  List<EndedConnection.SeenFrame> frames(boolean received, long start, long now) {
    List<EndedConnection.SeenFrame> frames = new ArrayList<>();
    long tick = now >> TICK_BITS;
    for (int back = 1; back <= (full ? kept : next); back++) {
      if (back == waiting + 1) {
        tick = newest;
      }
      int at = next - back < 0 ? next - back + kept : next - back;
      long header = headers[at];
      frames.add(
          new EndedConnection.SeenFrame(
              received,
              (int) (header >>> (LENGTH_BITS + PAUSE_BITS)),
              length(header, at),
              start + (tick << TICK_BITS)));
      tick -= pause(header, at);
    }
    Collections.reverse(frames);
    return frames;
  }

  private long length(long header, int at) {
    long length = header >>> PAUSE_BITS & LARGE_LENGTH;
    return length == LARGE_LENGTH ? large().lengths[at] : length;
  }

  private long pause(long header, int at) {
    long pause = header & LARGE_PAUSE;
    return pause == LARGE_PAUSE ? large().pauses[at] : pause;
  }
}
