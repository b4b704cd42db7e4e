// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.observer.EndedConnection.SeenFrame;
import java.util.List;

/** Frame headers in two longs each: a thousand ends with a hundred objects each would be many. */
final class Frames {

  static final Frames NONE = new Frames(new long[0]);

  private static final int FIRST_BYTE_SHIFT = 56;
  private static final long RECEIVED = 1L << 55;
  private static final long LENGTH = RECEIVED - 1;

  private final long[] packed;

  private Frames(long[] packed) {
    this.packed = packed;
  }

  static Frames of(List<SeenFrame> frames) {
    if (frames.isEmpty()) {
      return NONE;
    }
    long[] packed = new long[2 * frames.size()];
    for (int i = 0; i < frames.size(); i++) {
      SeenFrame frame = frames.get(i);
      packed[2 * i] =
          (long) frame.firstByte() << FIRST_BYTE_SHIFT
              | (frame.received() ? RECEIVED : 0)
              | Math.min(frame.length(), LENGTH);
      packed[2 * i + 1] = frame.epochNanos();
    }
    return new Frames(packed);
  }

  int count() {
    return packed.length / 2;
  }

  boolean received(int frame) {
    return (packed[2 * frame] & RECEIVED) != 0;
  }

  int firstByte(int frame) {
    return (int) (packed[2 * frame] >>> FIRST_BYTE_SHIFT);
  }

  long length(int frame) {
    return packed[2 * frame] & LENGTH;
  }

  long epochNanos(int frame) {
    return packed[2 * frame + 1];
  }
}
