// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.ArrayList;
import java.util.List;

/**
 * The last frame headers of one direction: two longs a frame, overwritten in a circle. Read while
 * no thread adds, see {@link ObservedDirection#settled}.
 */
final class FrameRing {

  private static final int LENGTH_BITS = 56;
  private static final long LENGTH_MASK = (1L << LENGTH_BITS) - 1;

  private final long[] headers;
  private final long[] times;
  private long seen;

  FrameRing(int kept) {
    headers = new long[kept];
    times = new long[kept];
  }

  void add(int firstByte, long length, long nanos) {
    // A length beyond 56 bits is a lie of the header; it is kept as the largest number there is.
    int at = (int) (seen % headers.length);
    headers[at] = (long) firstByte << LENGTH_BITS | Math.min(length, LENGTH_MASK);
    times[at] = nanos;
    seen++;
  }

  /** What is kept, oldest first; {@code epochOffset} turns the ring's times into wall time. */
  List<EndedConnection.SeenFrame> frames(boolean received, long epochOffset) {
    List<EndedConnection.SeenFrame> frames = new ArrayList<>();
    long end = seen;
    for (long i = Math.max(0, end - headers.length); i < end; i++) {
      int at = (int) (i % headers.length);
      frames.add(
          new EndedConnection.SeenFrame(
              received,
              (int) (headers[at] >>> LENGTH_BITS),
              headers[at] & LENGTH_MASK,
              times[at] + epochOffset));
    }
    return frames;
  }
}
