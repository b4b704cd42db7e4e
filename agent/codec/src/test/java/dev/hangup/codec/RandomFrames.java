// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Frames of one direction, legal for the most part, with something wrong now and then. */
final class RandomFrames {

  private static final int[] SIZES = {0, 1, 2, 5, 60, 125, 126, 200, 1000};

  private final Random random;
  private final Role sender;
  private final FrameWriter writer;
  private boolean inMessage;
  private boolean inText;

  RandomFrames(Random random, Role sender) {
    this.random = random;
    this.sender = sender;
    writer = new FrameWriter(sender);
  }

  byte[] bytes() {
    int frames = 1 + random.nextInt(8);
    for (int i = 0; i < frames; i++) {
      frame(i == frames - 1);
    }
    ByteBuffer written = writer.written();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    if (random.nextInt(6) == 0) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private void frame(boolean last) {
    int kind = random.nextInt(12);
    if (kind < 3) {
      writer.raw(frame(0x89 + random.nextInt(2), some(125)));
    } else if (kind == 3 && last) {
      writer.raw(frame(0x88, closeBody()));
    } else if (kind == 4 && random.nextInt(3) == 0) {
      writer.raw(broken());
    } else {
      data();
    }
  }

  private void data() {
    boolean fin = random.nextInt(3) > 0;
    int opcode = inMessage ? 0 : 1 + random.nextInt(2);
    inText = opcode == 1 || (opcode == 0 && inText);
    inMessage = !fin;
    writer.raw(frame(fin ? opcode | 0x80 : opcode, inText ? text() : some(1000)));
  }

  private RawFrame broken() {
    RawFrame frame = frame(random.nextInt(0x100), some(200));
    int length = frame.payload().remaining();
    return switch (random.nextInt(3)) {
      case 0 -> frame.announcing(RawFrame.LengthForm.SIXTEEN_BITS, length);
      case 1 -> frame.announcing(RawFrame.LengthForm.SIXTY_FOUR_BITS, length);
      default -> frame;
    };
  }

  private RawFrame frame(int firstByte, ByteBuffer payload) {
    RawFrame frame = RawFrame.of(firstByte, payload);
    return sender == Role.CLIENT ? frame.masked(random.nextInt()) : frame;
  }

  private ByteBuffer some(int most) {
    byte[] bytes = new byte[Math.min(most, SIZES[random.nextInt(SIZES.length)])];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private ByteBuffer text() {
    StringBuilder text = new StringBuilder();
    int size = SIZES[random.nextInt(SIZES.length)] / 3;
    for (int i = 0; i < size; i++) {
      int c = random.nextInt(4) > 0 ? random.nextInt(0x80) : random.nextInt(0x10ffff);
      text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '-' : c);
    }
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(text.toString());
    if (random.nextInt(20) == 0 && utf8.hasRemaining()) {
      utf8.put(random.nextInt(utf8.limit()), (byte) random.nextInt());
    }
    return utf8;
  }

  private ByteBuffer closeBody() {
    int code = random.nextBoolean() ? 1000 + random.nextInt(20) : random.nextInt(6000);
    ByteBuffer body = ByteBuffer.allocate(2 + 5).putShort((short) code);
    body.put("ende!".getBytes(StandardCharsets.US_ASCII));
    return body.flip().limit(random.nextInt(10) == 0 ? 1 : 2 + random.nextInt(6));
  }
}
