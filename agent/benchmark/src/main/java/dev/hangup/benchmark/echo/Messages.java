// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.Deflater;

/**
 * What a {@link Load} sends, over and over: messages that differ, more of them than may be on the
 * way, so that one that is lost or overtaken is noticed.
 */
final class Messages {

  static final int FINAL = 0x80;
  static final int COMPRESSED = 0x40;
  static final int MASKED = 0x80;

  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int FEWEST = 16;
  private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final int opcode;
  private final List<byte[]> payloads = new ArrayList<>();

  /** All frames, twice: whatever may be sent is in one piece. */
  private final ByteBuffer frames;

  /** Where each frame begins, and at last where the last one ends. */
  private final int[] bounds;

  /**
   * Makes them.
   *
   * @param masked whether a client sends them
   */
  Messages(Traffic traffic, boolean masked) {
    opcode = traffic.text() ? TEXT : BINARY;
    int first = FINAL | (traffic.compressed() ? COMPRESSED : 0) | opcode;
    int count = Math.max(FEWEST, traffic.pipelined() + 1);
    Random digits = new Random(traffic.size());
    List<byte[]> built = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      byte[] payload = payload(number, traffic.size(), digits);
      payloads.add(payload);
      built.add(frame(first, traffic.compressed() ? deflated(payload) : payload, masked));
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

  /** RFC 7692 7.2.1; each by itself, since they are made but once. */
  static byte[] deflated(byte[] payload) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(payload);
      byte[] out = new byte[payload.length + payload.length / 8 + 64];
      int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(out, length - 4);
    } finally {
      deflater.end();
    }
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
    return Arrays.copyOf(frame.array(), frame.position());
  }
}
