// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import dev.hangup.jdk.Memory;
import java.nio.ByteBuffer;

/** Copies payload and exclusive-ors it with the key on the way: RFC 6455 5.3. */
final class Masking {

  /** Small enough that the second pass finds the bytes of the first in the nearest cache. */
  private static final int CHUNK = 1 << 13;

  private Masking() {}

  /**
   * Copies the bytes at {@code from} to {@code to}.
   *
   * @param mask the key, first byte highest, as it stands at {@code from}; 0 for a plain copy
   */
  static void copy(ByteBuffer bytes, int from, int to, int mask, byte[] target, int at) {
    if (mask == 0) {
      bytes.get(from, target, at, to - from);
      return;
    }
    int out = at;
    for (int i = from; i < to; i += CHUNK) {
      int size = Math.min(CHUNK, to - i);
      bytes.get(i, target, out, size);
      apply(target, out, out + size, mask);
      out += size;
    }
  }

  private static void apply(byte[] bytes, int from, int to, int mask) {
    long key = Utf8.wide(mask);
    for (int at = Memory.xorWords(bytes, from, to, key); at < to; at++) {
      bytes[at] ^= (byte) key;
      key = Long.rotateRight(key, Byte.SIZE);
    }
  }
}
