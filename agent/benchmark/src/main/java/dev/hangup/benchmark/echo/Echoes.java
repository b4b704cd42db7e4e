// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What comes back on one connection: {@link Messages}, each whole and in turn, in any number of
 * frames and reads. Anything else is an error.
 */
final class Echoes {

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;

  private final Messages sent;
  private int awaited;

  /** Of the message that is awaited: how much of it came. */
  private int came;

  private boolean begun;

  private final byte[] header = new byte[14];
  private int inHeader;
  private int headerLength;
  private long left;

  Echoes(Messages sent) {
    this.sent = sent;
  }

  /** Takes all that a heap buffer has. Returns how many messages became whole. */
  int take(ByteBuffer bytes) throws ProtocolException {
    int whole = 0;
    while (bytes.hasRemaining() || (headerLength > 0 && left == 0)) {
      if (headerLength == 0) {
        header(bytes);
        continue;
      }
      payload(bytes);
      if (left == 0) {
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

  private void header(ByteBuffer bytes) throws ProtocolException {
    header[inHeader++] = bytes.get();
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
    int wanted = begun ? 0 : sent.opcode();
    if ((header[0] & ~FINAL & 0xff) != wanted) {
      throw new ProtocolException(
          String.format("a frame that begins with %02x came back, not %x", header[0], wanted));
    }
    begun = true;
  }

  private void payload(ByteBuffer bytes) throws ProtocolException {
    int length = (int) Math.min(left, bytes.remaining());
    int from = bytes.arrayOffset() + bytes.position();
    if ((header[1] & MASKED) != 0) {
      unmask(bytes.array(), from, length);
    }
    byte[] expected = sent.payload(awaited);
    if (came + length > expected.length
        || !Arrays.equals(bytes.array(), from, from + length, expected, came, came + length)) {
      throw new ProtocolException("what came back is not what was sent");
    }
    came += length;
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

  private void end() throws ProtocolException {
    if (came != sent.payload(awaited).length) {
      throw new ProtocolException("what came back is shorter than what was sent");
    }
    awaited = (awaited + 1) % sent.count();
    came = 0;
    begun = false;
  }
}
