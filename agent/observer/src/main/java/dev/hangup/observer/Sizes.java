// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import org.jspecify.annotations.Nullable;

/**
 * Frame and message sizes in fixed buckets, added up. Of one thread at a time; what is counted
 * while frames pass is a {@link SizeCounter}. A kind without a frame has no row.
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

  /** What each kind of a {@link SizeCounter} is. */
  private static final Kind[][] MEANINGS = new Kind[SizeCounter.KINDS][];

  static {
    MEANINGS[SizeCounter.CONTINUATION] = new Kind[] {Kind.CONTINUATION_FRAME};
    MEANINGS[SizeCounter.TEXT] = new Kind[] {Kind.TEXT_FRAME};
    MEANINGS[SizeCounter.BINARY] = new Kind[] {Kind.BINARY_FRAME};
    MEANINGS[SizeCounter.RESERVED] = new Kind[] {Kind.RESERVED_FRAME};
    MEANINGS[SizeCounter.CLOSE] = new Kind[] {Kind.CLOSE_FRAME};
    MEANINGS[SizeCounter.PING] = new Kind[] {Kind.PING_FRAME};
    MEANINGS[SizeCounter.PONG] = new Kind[] {Kind.PONG_FRAME};
    MEANINGS[SizeCounter.TEXT + SizeCounter.WHOLE] =
        new Kind[] {Kind.TEXT_FRAME, Kind.TEXT_MESSAGE};
    MEANINGS[SizeCounter.BINARY + SizeCounter.WHOLE] =
        new Kind[] {Kind.BINARY_FRAME, Kind.BINARY_MESSAGE};
    MEANINGS[SizeCounter.TEXT + SizeCounter.JOINED] = new Kind[] {Kind.TEXT_MESSAGE};
    MEANINGS[SizeCounter.BINARY + SizeCounter.JOINED] = new Kind[] {Kind.BINARY_MESSAGE};
  }

  private static final int KINDS = Kind.values().length;
  private static final long[] BOUNDS = {
    0, 16, 64, 125, 512, 1024, 4096, 8192, 16384, 65535, 262144, 1048576, 16777216
  };

  /** The first bucket that a size of so many bits may be in; it is that one or one of two more. */
  private static final byte[] FIRST_BUCKETS = firstBuckets();

  /** The place of the sum of sizes in a row, behind the buckets. */
  public static final int SUM = BOUNDS.length + 1;

  private final long[] @Nullable [] rows = new long[KINDS][];

  /** Upper bounds of the buckets, each inclusive; sizes above the last go into one more bucket. */
  public static long[] bounds() {
    return BOUNDS.clone();
  }

  private static byte[] firstBuckets() {
    byte[] buckets = new byte[Long.SIZE + 1];
    for (int bits = 0; bits <= Long.SIZE; bits++) {
      long least = bits == 0 ? 0 : 1L << (bits - 1);
      while (buckets[bits] < BOUNDS.length && least > BOUNDS[buckets[bits]]) {
        buckets[bits]++;
      }
    }
    return buckets;
  }

  /** The bucket of a size. */
  static int bucket(long size) {
    int bucket = FIRST_BUCKETS[Long.SIZE - Long.numberOfLeadingZeros(size)];
    while (bucket < BOUNDS.length && size > BOUNDS[bucket]) {
      bucket++;
    }
    return bucket;
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
    for (Kind kind : Kind.values()) {
      long[] from = other.row(kind);
      if (from != null) {
        long[] to = rowToCount(kind);
        for (int i = 0; i < to.length; i++) {
          to[i] += from[i];
        }
      }
    }
  }

  /** Adds what has passed. Another thread may be counting meanwhile. */
  void add(SizeCounter passed) {
    passed.forEach(this::add);
  }

  private void add(int counted, int bucket, long count, long sum) {
    for (Kind kind : MEANINGS[counted]) {
      long[] row = rowToCount(kind);
      row[bucket] += count;
      row[SUM] += sum;
    }
  }

  private long[] rowToCount(Kind kind) {
    long[] row = rows[kind.ordinal()];
    if (row == null) {
      row = new long[SUM + 1];
      rows[kind.ordinal()] = row;
    }
    return row;
  }
}
