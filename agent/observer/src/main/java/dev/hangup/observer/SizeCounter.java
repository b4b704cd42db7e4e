// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.jdk.Memory;
import java.util.Arrays;

/**
 * Frame and message sizes of one direction, as they pass. Most connections see one kind and two or
 * three buckets of it in their life: only those that occur take room. One writer, any number of
 * readers: a reader may be a frame behind, never wrong.
 */
final class SizeCounter {

  // Kinds. Numbers of frames are those of their opcodes.
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int RESERVED = 3;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** A message in one frame, which nearly all are: counted once, and is both. */
  static final int WHOLE = 3;

  /** A message in several frames, which were counted as they came. */
  static final int JOINED = 5;

  static final int KINDS = 11;

  private static final int FIN = 0x80;
  private static final int BUCKET_BITS = 4;
  private static final int COUNT_BITS = 56;
  private static final long COUNT = (1L << COUNT_BITS) - 1;
  private static final long[] NOTHING = {};

  /**
   * Two numbers for each kind and bucket: which of them it is, in the highest byte, with how many;
   * and the sum of their sizes. Grows by replacement.
   */
  private long[] cells = NOTHING;

  /**
   * Takes what is counted.
   *
   * @see #forEach
   */
  @FunctionalInterface
  interface Reader {
    void cell(int kind, int bucket, long count, long sum);
  }

  /**
   * A frame has passed.
   *
   * @param first its first byte
   * @param believed whether what it ends is a message, too
   */
  void frame(int first, long size, boolean believed) {
    int opcode = first & 15;
    boolean whole = (opcode == TEXT || opcode == BINARY) && (first & FIN) != 0 && believed;
    count(whole ? opcode + WHOLE : kind(opcode), size);
  }

  /** A frame has passed that is a message. */
  void whole(int opcode, long size) {
    count(opcode + WHOLE, size);
  }

  /** The last frame of a message has passed, and it was not the first. */
  void joined(int opcode, long size) {
    count(opcode + JOINED, size);
  }

  private static int kind(int opcode) {
    boolean reserved = (opcode & 7) > BINARY;
    return reserved ? RESERVED : opcode;
  }

  private void count(int kind, long size) {
    int key = kind << BUCKET_BITS | Sizes.bucket(size);
    long[] known = cells;
    int at = 0;
    while (at < known.length && key(known[at]) != key) {
      at += 2;
    }
    if (at == known.length) {
      known = withRoomFor(key);
    }
    known[at]++;
    known[at + 1] += size;
  }

  private long[] withRoomFor(int key) {
    long[] more = Arrays.copyOf(cells, cells.length + 2);
    more[cells.length] = (long) key << COUNT_BITS;
    Memory.storeStoreFence(); // another thread reads all of it, or all of the one before
    cells = more;
    return more;
  }

  private static int key(long cell) {
    return (int) (cell >>> COUNT_BITS);
  }

  void forEach(Reader reader) {
    long[] seen = cells;
    for (int at = 0; at < seen.length; at += 2) {
      long cell = seen[at];
      int key = key(cell);
      reader.cell(key >> BUCKET_BITS, key & ((1 << BUCKET_BITS) - 1), cell & COUNT, seen[at + 1]);
    }
  }

  /** All of it, by what it is called in telemetry. */
  Sizes total() {
    Sizes total = new Sizes();
    total.add(this);
    return total;
  }
}
