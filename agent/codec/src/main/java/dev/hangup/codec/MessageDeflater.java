// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * Deflates messages: RFC 7692 7.2.1.
 *
 * <p>The JDK's deflater always looks back 32 KiB. Where less was agreed on, it is made to forget
 * after as many bytes as the smaller window holds, so that nothing ever refers further back; that
 * costs compression and is correct.
 */
final class MessageDeflater implements AutoCloseable {

  private static final int WHOLE_WINDOW = 15;
  private static final int TAIL = 4;

  /** More than a flush can add: zlib repeats the flush where it had no room to finish. */
  private static final int ROOM = 256;

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final int block;
  private final boolean noContextTakeover;

  MessageDeflater(DeflateParameters parameters, Role sender) {
    int bits = parameters.maxWindowBits(sender);
    block = bits == WHOLE_WINDOW ? Integer.MAX_VALUE : 1 << bits;
    noContextTakeover = parameters.noContextTakeover(sender);
  }

  /** Adds the message to {@code output}, without the tail every receiver puts back. */
  void deflate(ByteBuffer payload, Bytes output) {
    int start = output.size();
    byte[] input = new byte[payload.remaining()];
    payload.duplicate().get(input);
    for (int at = 0; at < input.length; ) {
      int size = Math.min(block, input.length - at);
      deflater.setInput(input, at, size);
      flush(output);
      at += size;
      if (block != Integer.MAX_VALUE) {
        deflater.reset();
      }
    }
    if (output.size() - start >= TAIL) {
      output.truncate(output.size() - TAIL);
    } else {
      // RFC 7692 7.2.3.6: an empty message, of which nothing but the block's header is left.
      output.put(0);
    }
    if (noContextTakeover) {
      deflater.reset();
    }
  }

  private void flush(Bytes output) {
    int size;
    int room;
    do {
      output.reserve(ROOM);
      room = output.room();
      size = deflater.deflate(output.array(), output.size(), room, Deflater.SYNC_FLUSH);
      output.added(size);
    } while (size == room);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
