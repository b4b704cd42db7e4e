// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies payload and exclusive-ors it with the key on the way: RFC 6455 5.3. */
final class Masking {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      LONG.set(bytes, at, (long) LONG.get(bytes, at) ^ key);
    }
    for (; at < to; at++) {
      bytes[at] ^= (byte) key;
      key = Long.rotateRight(key, Byte.SIZE);
    }
  }
}
