// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.jdk.CompiledApart;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Shows a ByteBuf to a wire. The bytes are copied through a buffer of the thread's own: a view by
 * {@code nioBuffer} is an allocation, and {@code internalNioBuffer} is a view that Netty itself and
 * other threads with a slice of the same memory may be using. Of what is long only that is copied
 * which the wire looks at.
 */
final class Payload {

  private static final int CHUNK = 8192;

  /** The longest header of a frame. */
  private static final int HEADER = 14;

  /** What is shorter is copied faster than it is asked for. */
  private static final int LONG = 256;

  /**
   * A thread may outlive the application, and with it what it holds: that must be of the JDK's
   * making, for a class of the agent leads to the application's loader.
   */
  private static final ThreadLocal<ByteBuffer> COPY =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(CHUNK));

  private Payload() {}

  /** Index {@code from} to {@code to}; indexes and reference count stay as they are. */
  @CompiledApart
  static void inbound(Wire wire, ByteBuf bytes, int from, int to) {
    try {
      ByteBuffer copy = COPY.get();
      int at = from;
      while (at < to) {
        int length = Math.min(at == from && to - from >= LONG ? HEADER : CHUNK, to - at);
        copy(bytes, at, copy, length);
        wire.bytes(copy, 0, length);
        at += length;
        if (to - at >= LONG) {
          at += wire.taken(true, to - at);
        }
      }
    } catch (Throwable t) {
      lost(wire, t);
    }
  }

  @CompiledApart
  static void outbound(Wire wire, ByteBuf bytes, int from, int to) {
    try {
      ByteBuffer copy = COPY.get();
      for (int at = from; at < to; at += CHUNK) {
        int length = Math.min(CHUNK, to - at);
        copy(bytes, at, copy, length);
        wire.outboundPayload(copy, 0, length);
      }
    } catch (Throwable t) {
      lost(wire, t);
    }
  }

  private static void lost(Wire wire, Throwable failure) {
    WireTap.suppressed(failure);
    wire.unseen();
  }

  private static void copy(ByteBuf bytes, int from, ByteBuffer into, int length) {
    if (bytes.hasArray()) {
      System.arraycopy(
          bytes.array(), bytes.arrayOffset() + from, into.array(), into.arrayOffset(), length);
    } else {
      bytes.getBytes(from, into.array(), into.arrayOffset(), length);
    }
  }
}
