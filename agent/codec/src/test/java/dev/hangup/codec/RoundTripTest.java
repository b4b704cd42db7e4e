// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is written is read again: any messages, cuts, masks, fragments and compression. */
final class RoundTripTest {

  private static final int[] SIZES = {0, 1, 3, 125, 126, 127, 1000, 65535, 65536, 100_000};
  private static final int[] FRAGMENTS = {1, 7, 125, 126, 4096, 65536, Integer.MAX_VALUE};

  private final List<String> sent = new ArrayList<>();

  static LongStream seeds() {
    return Seeds.fixedAndFresh(30);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsWrittenIsRead(long seed) {
    Random random = new Random(seed);
    Role sender = random.nextBoolean() ? Role.CLIENT : Role.SERVER;
    RecordedMessages told = new RecordedMessages();
    Account account = new Account();
    FrameReader observer = new FrameReader(sender, account);
    try (FrameWriter writer = new FrameWriter(sender, random::nextInt);
        MessageReader reader = new MessageReader(sender, told, SizeLimits.NONE)) {
      if (random.nextBoolean()) {
        DeflateParameters parameters = parameters(random);
        writer.negotiated(parameters);
        reader.negotiated(parameters);
        observer.negotiated(new Extensions(true, false));
      }
      write(writer, random);
      ByteBuffer wire = random.nextBoolean() ? writer.written() : direct(writer.written());
      int at = 0;
      while (at < wire.limit()) {
        int to = at + 1 + random.nextInt(Math.min(wire.limit() - at, 1 << random.nextInt(18)));
        reader.read(wire, at, to);
        observer.read(wire, at, to);
        at = to;
      }
      assertThat(observer.position()).isEqualTo(wire.limit());
      assertThat(observer.insideFrame()).isFalse();
    }
    assertThat(told.messages).isEqualTo(sent);
    assertThat(account.violations()).isEmpty();
  }

  private void write(FrameWriter writer, Random random) {
    int messages = 1 + random.nextInt(8);
    for (int i = 0; i < messages; i++) {
      int fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
      ByteBuffer payload = payload(random, fragment == 1 ? 1000 : 100_000);
      switch (random.nextInt(4)) {
        case 0 -> {
          sent.add("binary " + RecordedMessages.hex(payload));
          writer.binary(payload, fragment);
        }
        case 1 -> {
          ByteBuffer text = text(random, payload.remaining());
          sent.add("text " + RecordedMessages.hex(text));
          writer.text(text, fragment);
        }
        case 2 -> {
          payload.limit(Math.min(125, payload.limit()));
          sent.add("ping " + RecordedMessages.hex(payload));
          writer.ping(payload);
        }
        default -> {
          payload.limit(Math.min(125, payload.limit()));
          sent.add("pong " + RecordedMessages.hex(payload));
          writer.pong(payload);
        }
      }
    }
    if (random.nextBoolean()) {
      sent.add("close 4001 f\u00fcr immer");
      writer.close(4001, "f\u00fcr immer");
    } else {
      sent.add("close 1005 null");
      writer.closeWithoutStatus();
    }
  }

  private static ByteBuffer payload(Random random, int most) {
    byte[] bytes = new byte[Math.min(most, SIZES[random.nextInt(SIZES.length)])];
    if (random.nextBoolean()) {
      random.nextBytes(bytes);
    }
    return ByteBuffer.wrap(bytes);
  }

  private static ByteBuffer text(Random random, int size) {
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.appendCodePoint(
          switch (random.nextInt(5)) {
            case 0 -> 0x80 + random.nextInt(0x780);
            case 1 -> 0x800 + random.nextInt(0xd000);
            case 2 -> 0x10000 + random.nextInt(0x100000);
            default -> random.nextInt(0x80);
          });
    }
    return StandardCharsets.UTF_8.encode(text.toString());
  }

  private static DeflateParameters parameters(Random random) {
    return new DeflateParameters(
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean() ? 15 : 8 + random.nextInt(8),
        random.nextBoolean() ? 15 : 8 + random.nextInt(8));
  }

  private static ByteBuffer direct(ByteBuffer bytes) {
    return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
  }
}
