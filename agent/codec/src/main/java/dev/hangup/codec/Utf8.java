// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import dev.hangup.jdk.Memory;
import java.nio.ByteBuffer;

/**
 * Checks UTF-8 (RFC 3629) where it lies, masked or not, in any number of slices.
 *
 * <p>An automaton of nine states, written so that a step is a shift: the row of a byte holds, for
 * each state, the number of the next one, six bits each. A state is the position of its six bits in
 * every row, so {@code row >>> state} has the next state in its low six bits, and Java's shift
 * looks at no others. The row is looked up by the byte alone, so lookups of neighbouring bytes
 * overlap, and only the shifts wait for each other. {@link #REJECT} leads to itself, so that a word
 * of bytes can be run through and looked at once.
 */
final class Utf8 {

  /** Between two characters: the only state text may begin and end in. */
  static final int ACCEPT = 0;

  private static final int REJECT = 48;

  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
  private static final long[] ROWS = rows();

  private Utf8() {}

  /**
   * Runs the bytes at {@code from} to {@code to} through the automaton.
   *
   * @param mask the key, first byte highest, that {@code from} is masked with; 0 for plain bytes
   * @return the state to go on with or, below zero, {@code ~i} where the byte at {@code i} is the
   *     first that cannot be part of any text beginning like this
   */
  static int check(ByteBuffer bytes, int from, int to, int mask, int state) {
    long key = wide(mask);
    long now = state;
    int at = from;
    while (at <= to - Long.BYTES) {
      long word = Memory.wordAt(bytes, at) ^ key;
      if ((word & NOT_ASCII) != 0 || (now & 63) != ACCEPT) {
        long next = step(word, now);
        if ((next & 63) == REJECT) {
          return ~firstImpossible(bytes, at, key, now);
        }
        now = next;
      }
      at += Long.BYTES;
    }
    while (at < to) {
      now = ROWS[(bytes.get(at) ^ (int) key) & 0xff] >>> now;
      if ((now & 63) == REJECT) {
        return ~at;
      }
      key = Long.rotateRight(key, Byte.SIZE);
      at++;
    }
    return (int) (now & 63);
  }

  private static long step(long word, long state) {
    long now = state;
    now = ROWS[(int) word & 0xff] >>> now;
    now = ROWS[(int) (word >>> 8) & 0xff] >>> now;
    now = ROWS[(int) (word >>> 16) & 0xff] >>> now;
    now = ROWS[(int) (word >>> 24) & 0xff] >>> now;
    now = ROWS[(int) (word >>> 32) & 0xff] >>> now;
    now = ROWS[(int) (word >>> 40) & 0xff] >>> now;
    now = ROWS[(int) (word >>> 48) & 0xff] >>> now;
    return ROWS[(int) (word >>> 56) & 0xff] >>> now;
  }

  private static int firstImpossible(ByteBuffer bytes, int from, long key, long state) {
    long word = Memory.wordAt(bytes, from) ^ key;
    long now = state;
    int at = from;
    while (true) {
      now = ROWS[(int) word & 0xff] >>> now;
      if ((now & 63) == REJECT) {
        return at;
      }
      word >>>= Byte.SIZE;
      at++;
    }
  }

  /** The four key bytes twice, the first one lowest, as a little-endian word meets them. */
  static long wide(int mask) {
    long once = Integer.toUnsignedLong(Integer.reverseBytes(mask));
    return once | once << Integer.SIZE;
  }

  // The states, and what may follow in each: RFC 3629 section 4. The tighter ranges keep out
  // overlong forms (e0, f0), surrogates (ed) and what lies beyond U+10FFFF (f4).
  private static long[] rows() {
    int one = 6;
    int two = 12;
    int three = 18;
    int afterE0 = 24;
    int afterEd = 30;
    int afterF0 = 36;
    int afterF4 = 42;
    long[] rows = new long[256];
    for (int state = ACCEPT; state <= REJECT; state += 6) {
      put(rows, state, 0x00, 0xff, REJECT);
    }
    put(rows, ACCEPT, 0x00, 0x7f, ACCEPT);
    put(rows, ACCEPT, 0xc2, 0xdf, one);
    put(rows, ACCEPT, 0xe0, 0xe0, afterE0);
    put(rows, ACCEPT, 0xe1, 0xec, two);
    put(rows, ACCEPT, 0xed, 0xed, afterEd);
    put(rows, ACCEPT, 0xee, 0xef, two);
    put(rows, ACCEPT, 0xf0, 0xf0, afterF0);
    put(rows, ACCEPT, 0xf1, 0xf3, three);
    put(rows, ACCEPT, 0xf4, 0xf4, afterF4);
    put(rows, one, 0x80, 0xbf, ACCEPT);
    put(rows, two, 0x80, 0xbf, one);
    put(rows, three, 0x80, 0xbf, two);
    put(rows, afterE0, 0xa0, 0xbf, one);
    put(rows, afterEd, 0x80, 0x9f, one);
    put(rows, afterF0, 0x90, 0xbf, two);
    put(rows, afterF4, 0x80, 0x8f, two);
    return rows;
  }

  private static void put(long[] rows, int state, int from, int to, int next) {
    for (int i = from; i <= to; i++) {
      rows[i] = (rows[i] & ~(63L << state)) | ((long) next << state);
    }
  }
}
