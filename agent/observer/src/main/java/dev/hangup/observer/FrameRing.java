// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.List;

/** The last frame headers of one direction: two longs a frame, overwritten in a circle. */
final class FrameRing {

  private static final int LENGTH_BITS = 56;
  private static final long LENGTH_MASK = (1L << LENGTH_BITS) - 1;

  private final long[] headers;
  private final long[] times;
  private int seen;

  FrameRing(int kept) {
    headers = new long[kept];
    times = new long[kept];
  }

  void add(int firstByte, long length, long nanos) {
    // A length beyond 56 bits is a lie of the header; it is kept as the largest number there is.
    int at = seen % headers.length;
    headers[at] = (long) firstByte << LENGTH_BITS | Math.min(length, LENGTH_MASK);
    times[at] = nanos;
    // Counting on past the ring's size, yet never into the sign bit.
    seen =
        seen == Integer.MAX_VALUE - headers.length
            ? seen % headers.length + headers.length
            : seen + 1;
  }

  /** Adds what is kept, oldest first; {@code epochOffset} turns the ring's times into wall time. */
  void copyTo(List<EndedConnection.SeenFrame> frames, boolean received, long epochOffset) {
    int size = Math.min(seen, headers.length);
    for (int i = seen - size; i < seen; i++) {
      int at = i % headers.length;
      frames.add(
          new EndedConnection.SeenFrame(
              received,
              (int) (headers[at] >>> LENGTH_BITS),
              headers[at] & LENGTH_MASK,
              times[at] + epochOffset));
    }
  }
}
