// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow as they arrive, never as they are announced. */
final class Bytes {

  private static final int FIRST = 512;

  /** What an idle connection may keep; the buffer of a larger message is let go. */
  private static final int KEPT = 1 << 17;

  static final int MOST = Integer.MAX_VALUE - 16;

  private byte[] array = new byte[0];
  private int size;

  int size() {
    return size;
  }

  byte[] array() {
    return array;
  }

  int room() {
    return array.length - size;
  }

  /** Makes room for {@code more} bytes; they are still to be written and {@link #added}. */
  void reserve(int more) {
    if (more > array.length - size) {
      long need = (long) size + more;
      if (need > MOST) {
        throw new IllegalStateException("more than " + MOST + " bytes");
      }
      long twice = Math.max(FIRST, 2L * array.length);
      array = Arrays.copyOf(array, (int) Math.min(MOST, Math.max(need, twice)));
    }
  }

  void added(int more) {
    size += more;
  }

  void put(int b) {
    reserve(1);
    array[size++] = (byte) b;
  }

  void putShort(int value) {
    put(value >>> 8);
    put(value);
  }

  void putInt(int value) {
    putShort(value >>> 16);
    putShort(value);
  }

  void putLong(long value) {
    putInt((int) (value >>> 32));
    putInt((int) value);
  }

  /** Adds the bytes at {@code from} to {@code to}, with {@code mask} taken off or put on. */
  void put(ByteBuffer bytes, int from, int to, int mask) {
    reserve(to - from);
    Masking.copy(bytes, from, to, mask, array, size);
    size += to - from;
  }

  ByteBuffer view() {
    return ByteBuffer.wrap(array, 0, size).slice();
  }

  void truncate(int newSize) {
    size = newSize;
  }

  void clear() {
    size = 0;
    if (array.length > KEPT) {
      array = new byte[0];
    }
  }
}
