// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What a {@link Load} sends, over and over: messages that differ, one more of them than may be on
 * the way, so that one that is lost or overtaken is noticed.
 */
final class Messages {

  static final int TEXT = 1;
  static final int BINARY = 2;

  /** The number in front of each message. */
  static final int SMALLEST = 4;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final int opcode;
  private final List<byte[]> payloads = new ArrayList<>();

  /** All frames, twice: whatever may be sent is in one piece. */
  private final ByteBuffer frames;

  /** Where each frame begins, and at last where the last one ends. */
  private final int[] bounds;

  /**
   * @param size of each in bytes
   * @param masked whether a client sends them
   */
  Messages(int opcode, int size, int onTheWay, boolean masked) {
    this.opcode = opcode;
    int count = onTheWay + 1;
    Random digits = new Random(size);
    List<byte[]> built = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      byte[] payload = payload(number, size, digits);
      payloads.add(payload);
      built.add(frame(FINAL | opcode, payload, masked));
    }
    frames = ByteBuffer.allocateDirect(2 * built.stream().mapToInt(frame -> frame.length).sum());
    bounds = new int[2 * count + 1];
    for (int i = 0; i < 2 * count; i++) {
      frames.put(built.get(i % count));
      bounds[i + 1] = frames.position();
    }
    frames.flip();
  }

  int count() {
    return payloads.size();
  }

  int opcode() {
    return opcode;
  }

  byte[] payload(int number) {
    return payloads.get(number);
  }

  /** To be given to {@link #select}. */
  ByteBuffer nothing() {
    return frames.duplicate().limit(0);
  }

  /** Lets a buffer have the frames of so many messages, not more than there are. */
  void select(ByteBuffer of, int first, int messages) {
    of.limit(bounds[first + messages]).position(bounds[first]);
  }

  /** A number, then what a feed is like: names again and again, figures that are new. */
  private static byte[] payload(int number, int size, Random digits) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%04d", number));
    while (text.length() < size) {
      text.append(",{\"price\":").append(digits.nextInt(1_000_000)).append(",\"side\":\"buy\"}");
    }
    return text.substring(0, size).getBytes(US_ASCII);
  }

  /** RFC 6455 5.2. */
  static byte[] frame(int first, byte[] payload, boolean masked) {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    int mask = masked ? MASKED : 0;
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (mask | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (mask | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (mask | 127)).putLong(payload.length);
    }
    if (masked) {
      frame.put(KEY);
    }
    for (int i = 0; i < payload.length; i++) {
      frame.put(masked ? (byte) (payload[i] ^ KEY[i % KEY.length]) : payload[i]);
    }
    byte[] whole = new byte[frame.flip().remaining()];
    frame.get(whole);
    return whole;
  }
}
