// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import org.jspecify.annotations.Nullable;

/**
 * Frame and message sizes of one direction in fixed buckets. One writer, any number of readers: a
 * reader may be a frame behind, never wrong. Each kind's row exists from its first frame on.
 */
@SuppressWarnings("EnumOrdinal") // a kind is the index of its row; ordinals leave this class never
public final class Sizes {

  /** What is counted: frames by opcode, messages by the opcode they began with. */
  public enum Kind {
    CONTINUATION_FRAME,
    TEXT_FRAME,
    BINARY_FRAME,
    CLOSE_FRAME,
    PING_FRAME,
    PONG_FRAME,
    RESERVED_FRAME,
    TEXT_MESSAGE,
    BINARY_MESSAGE
  }

  private static final Kind[] FRAME_KINDS = {
    Kind.CONTINUATION_FRAME,
    Kind.TEXT_FRAME,
    Kind.BINARY_FRAME,
    Kind.RESERVED_FRAME,
    Kind.RESERVED_FRAME,
    Kind.RESERVED_FRAME,
    Kind.RESERVED_FRAME,
    Kind.RESERVED_FRAME,
    Kind.CLOSE_FRAME,
    Kind.PING_FRAME,
    Kind.PONG_FRAME,
    Kind.RESERVED_FRAME,
    Kind.RESERVED_FRAME,
    Kind.RESERVED_FRAME,
    Kind.RESERVED_FRAME,
    Kind.RESERVED_FRAME
  };

  private static final int KINDS = Kind.values().length;
  private static final long[] BOUNDS = {
    0, 16, 64, 125, 512, 1024, 4096, 8192, 16384, 65535, 262144, 1048576, 16777216
  };

  /** The place of the sum of sizes in a row, behind the buckets. */
  public static final int SUM = BOUNDS.length + 1;

  private final long[] @Nullable [] rows = new long[KINDS][];

  /** Upper bounds of the buckets, each inclusive; sizes above the last go into one more bucket. */
  public static long[] bounds() {
    return BOUNDS.clone();
  }

  void frame(int opcode, long size) {
    count(FRAME_KINDS[opcode & 15], size);
  }

  void message(boolean text, long size) {
    count(text ? Kind.TEXT_MESSAGE : Kind.BINARY_MESSAGE, size);
  }

  private void count(Kind kind, long size) {
    long[] row = rows[kind.ordinal()];
    if (row == null) {
      row = new long[SUM + 1];
      rows[kind.ordinal()] = row;
    }
    int bucket = 0;
    while (bucket < BOUNDS.length && size > BOUNDS[bucket]) {
      bucket++;
    }
    row[bucket]++;
    row[SUM] += size;
  }

  /**
   * Counts by bucket and, at {@link #SUM}, the sum; null where nothing of this kind was seen. Not
   * to be changed.
   */
  public long @Nullable [] row(Kind kind) {
    return rows[kind.ordinal()];
  }

  /** Frames of every kind. */
  long frames() {
    return count(0, Kind.TEXT_MESSAGE.ordinal());
  }

  /** Payload bytes of those frames. */
  long bytes() {
    long bytes = 0;
    for (int kind = 0; kind < Kind.TEXT_MESSAGE.ordinal(); kind++) {
      long[] row = rows[kind];
      bytes += row == null ? 0 : row[SUM];
    }
    return bytes;
  }

  long messages() {
    return count(Kind.TEXT_MESSAGE.ordinal(), KINDS);
  }

  private long count(int fromKind, int toKind) {
    long count = 0;
    for (int kind = fromKind; kind < toKind; kind++) {
      long[] row = rows[kind];
      for (int bucket = 0; row != null && bucket < SUM; bucket++) {
        count += row[bucket];
      }
    }
    return count;
  }

  /** Adds all of {@code other} to this. */
  void add(Sizes other) {
    for (int kind = 0; kind < KINDS; kind++) {
      long[] from = other.rows[kind];
      if (from == null) {
        continue;
      }
      long[] to = rows[kind];
      if (to == null) {
        to = new long[SUM + 1];
        rows[kind] = to;
      }
      for (int i = 0; i < to.length; i++) {
        to[i] += from[i];
      }
    }
  }
}
