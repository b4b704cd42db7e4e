// SPDX-License-Identifier: Apache-2.0
package dev.hangup.instrumentation.api;

import dev.hangup.tap.Wire;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Tells a wire of bytes that a library has in an array. A wire wants a buffer, and to make one for
 * each read would be an allocation for each frame: so they are copied into one that the thread
 * keeps, a piece at a time, and wiped from it. Of what is long only the begin is copied, which may
 * be a frame's header, and then what the wire wants to see: payload that it skips is left where it
 * is.
 */
public final class ArrayBytes {

  /** Longer than most messages; each thread that reads or writes has one. */
  private static final int LENGTH = 1024;

  /** The longest header of a frame. */
  private static final int HEADER = 14;

  /** What is shorter is copied faster than it is asked for. */
  private static final int LONG = 256;

  private static final ThreadLocal<Piece> PIECE = ThreadLocal.withInitial(Piece::new);

  private ArrayBytes() {}

  private static final class Piece {
    private final byte[] bytes = new byte[LENGTH];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
  }

  /** As {@link Wire#bytes}. */
  public static void received(Wire wire, byte[] array, int from, int to) {
    tell(wire, true, array, from, to);
  }

  /** As {@link Wire#outboundBytes}. */
  public static void sent(Wire wire, byte[] array, int from, int to) {
    tell(wire, false, array, from, to);
  }

  private static void tell(Wire wire, boolean received, byte[] array, int from, int to) {
    Piece piece = PIECE.get();
    int longest = 0;
    int at = from;
    while (at < to) {
      int length = Math.min(at == from && to - from >= LONG ? HEADER : LENGTH, to - at);
      System.arraycopy(array, at, piece.bytes, 0, length);
      if (received) {
        wire.bytes(piece.buffer, 0, length);
      } else {
        wire.outboundBytes(piece.buffer, 0, length);
      }
      longest = Math.max(longest, length);
      at += length;
      if (to - at >= LONG) {
        at += wire.taken(received, to - at);
      }
    }
    Arrays.fill(piece.bytes, 0, longest, (byte) 0);
  }
}
