// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static dev.hangup.benchmark.echo.Messages.COMPRESSED;
import static dev.hangup.benchmark.echo.Messages.FINAL;
import static dev.hangup.benchmark.echo.Messages.MASKED;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What comes back on one connection: {@link Messages}, each whole and in turn, in any number of
 * frames and reads. Anything else is an error.
 */
final class Echoes implements AutoCloseable {

  /** RFC 7692 7.2.2. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Messages sent;

  /** Null where nothing was agreed on. */
  private final @Nullable Inflater inflater;

  private final byte[] inflated;
  private int awaited;

  /** Of the message that is awaited: how much of it came. */
  private int came;

  private boolean begun;
  private boolean compressed;

  private final byte[] header = new byte[14];
  private int inHeader;

  /** Zero until all of it is there. */
  private int headerLength;

  /** Of the frame's payload. */
  private long left;

  Echoes(Messages sent, boolean mayBeCompressed) {
    this.sent = sent;
    inflater = mayBeCompressed ? new Inflater(true) : null;
    inflated = new byte[mayBeCompressed ? 8192 : 0];
  }

  /** Takes all that a heap buffer has. Returns how many messages became whole. */
  int take(ByteBuffer bytes) throws ProtocolException {
    int whole = 0;
    while (bytes.hasRemaining()) {
      if (headerLength == 0) {
        header(bytes.get());
      } else {
        payload(bytes);
      }
      if (headerLength > 0 && left == 0) {
        headerLength = 0;
        inHeader = 0;
        if ((header[0] & FINAL) != 0) {
          end();
          whole++;
        }
      }
    }
    return whole;
  }

  private void header(byte next) throws ProtocolException {
    header[inHeader++] = next;
    if (inHeader < 2) {
      return;
    }
    int length = header[1] & 0x7f;
    int extended = length < 126 ? 0 : length == 126 ? 2 : 8;
    int whole = 2 + extended + ((header[1] & MASKED) == 0 ? 0 : 4);
    if (inHeader < whole) {
      return;
    }
    headerLength = whole;
    left = extended == 0 ? length : 0;
    for (int i = 2; i < 2 + extended; i++) {
      left = left << 8 | (header[i] & 0xff);
    }
    int bits = header[0] & 0xff & ~FINAL;
    if (!begun && inflater != null) {
      compressed = (bits & COMPRESSED) != 0;
      bits &= ~COMPRESSED;
    }
    int wanted = begun ? 0 : sent.opcode();
    if (bits != wanted) {
      throw new ProtocolException(
          String.format("a frame that begins with %02x came back", header[0]));
    }
    begun = true;
  }

  private void payload(ByteBuffer bytes) throws ProtocolException {
    int length = (int) Math.min(left, bytes.remaining());
    int from = bytes.arrayOffset() + bytes.position();
    if ((header[1] & MASKED) != 0) {
      unmask(bytes.array(), from, length);
    }
    if (compressed) {
      inflate(bytes.array(), from, length);
    } else {
      compare(bytes.array(), from, length);
    }
    left -= length;
    bytes.position(bytes.position() + length);
  }

  private void unmask(byte[] array, int from, int length) {
    int key = headerLength - 4;
    for (int i = 0; i < length; i++) {
      array[from + i] ^= header[key + (i & 3)];
    }
    // What is left of the frame begins elsewhere in the key.
    byte[] turned = Arrays.copyOfRange(header, key, headerLength);
    for (int i = 0; i < 4; i++) {
      header[key + i] = turned[(i + length) & 3];
    }
  }

  private void inflate(byte[] array, int from, int length) throws ProtocolException {
    Inflater inflating = inflater;
    if (inflating == null) {
      throw new ProtocolException("compressed, and not agreed on");
    }
    try {
      inflating.setInput(array, from, length);
      int some;
      while ((some = inflating.inflate(inflated)) > 0) {
        compare(inflated, 0, some);
      }
      if (inflating.finished()) {
        inflating.reset(); // RFC 7692 7.2.3.4 lets a sender end a stream
      }
    } catch (DataFormatException e) {
      throw notWhatWasSent();
    }
  }

  private void compare(byte[] array, int from, int length) throws ProtocolException {
    byte[] expected = sent.payload(awaited);
    if (came + length > expected.length
        || !Arrays.equals(array, from, from + length, expected, came, came + length)) {
      throw notWhatWasSent();
    }
    came += length;
  }

  private ProtocolException notWhatWasSent() {
    return new ProtocolException("what came back is not message " + awaited + " that was sent");
  }

  private void end() throws ProtocolException {
    if (compressed) {
      inflate(TAIL, 0, TAIL.length);
    }
    if (came != sent.payload(awaited).length) {
      throw notWhatWasSent();
    }
    awaited = (awaited + 1) % sent.count();
    came = 0;
    begun = false;
    compressed = false;
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
