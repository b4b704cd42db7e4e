// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Tells a wire of bytes that a library has in an array. A wire wants a buffer, and to make one for
 * each read would be an allocation for each frame: so they are copied into one that the thread
 * keeps, a piece at a time, and wiped from it.
 */
public final class ArrayBytes {

  /** Longer than most messages; each thread that reads or writes has one. */
  private static final int LENGTH = 1024;

  private static final ThreadLocal<Piece> PIECE = ThreadLocal.withInitial(Piece::new);

  private ArrayBytes() {}

  private static final class Piece {
    private final byte[] bytes = new byte[LENGTH];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
  }

  /** As {@link Wire#bytes}. */
  public static void received(Wire wire, byte[] array, int from, int to) {
    Piece piece = PIECE.get();
    for (int at = from; at < to; at += LENGTH) {
      wire.bytes(piece.buffer, 0, copied(piece, array, at, to));
    }
    Arrays.fill(piece.bytes, 0, Math.min(LENGTH, to - from), (byte) 0);
  }

  /** As {@link Wire#outboundBytes}. */
  public static void sent(Wire wire, byte[] array, int from, int to) {
    Piece piece = PIECE.get();
    for (int at = from; at < to; at += LENGTH) {
      wire.outboundBytes(piece.buffer, 0, copied(piece, array, at, to));
    }
    Arrays.fill(piece.bytes, 0, Math.min(LENGTH, to - from), (byte) 0);
  }

  private static int copied(Piece piece, byte[] array, int at, int to) {
    int length = Math.min(LENGTH, to - at);
    System.arraycopy(array, at, piece.bytes, 0, length);
    return length;
  }
}
