// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates compressed messages as they arrive: RFC 7692 7.2.2. */
final class MessageInflater implements AutoCloseable {

  /**
   * What every sender leaves out at a message's end: an empty block that fills up the last byte.
   */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private static final int ROOM = 1 << 12;

  private final Inflater inflater = new Inflater(true);
  private final boolean noContextTakeover;

  MessageInflater(boolean noContextTakeover) {
    this.noContextTakeover = noContextTakeover;
  }

  /**
   * Inflates a slice of a message, until {@code limit} is passed at the latest.
   *
   * @throws DataFormatException where it is not a deflate stream
   */
  void inflate(byte[] input, int from, int to, Bytes output, long limit)
      throws DataFormatException {
    inflater.setInput(input, from, to - from);
    while (output.size() <= limit) {
      output.reserve((int) Math.min(ROOM, limit + 1 - output.size()));
      int size = inflate(output);
      if (inflater.finished()) {
        if (!restart(input, to)) {
          return;
        }
      } else if (size == 0) {
        return;
      }
    }
  }

  private int inflate(Bytes output) throws DataFormatException {
    long before = inflater.getBytesWritten();
    try {
      return inflater.inflate(output.array(), output.size(), output.room());
    } finally {
      // Also where it throws: what came out before the fault is part of the message.
      output.added((int) (inflater.getBytesWritten() - before));
    }
  }

  // RFC 7692 7.2.3.4: a sender may end its stream (BFINAL) inside a message. RFC 1951 lets nothing
  // after that end refer to what was before it, so a fresh start is all it takes.
  private boolean restart(byte[] input, int to) {
    int rest = inflater.getRemaining();
    inflater.reset();
    inflater.setInput(input, to - rest, rest);
    return rest > 0;
  }

  void end(Bytes output, long limit) throws DataFormatException {
    inflate(TAIL, 0, TAIL.length, output, limit);
    if (noContextTakeover) {
      inflater.reset();
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
