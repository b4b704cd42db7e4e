// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Sizes.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SizeCounterTest {

  private static final int[] OPCODES = {0, 1, 2, 3, 7, 8, 9, 10, 11, 15};

  @Test
  void aMessageInOneFrameIsAFrameAndAMessage() {
    SizeCounter sizes = new SizeCounter();
    sizes.frame(0x81, 70, true);

    Sizes total = sizes.total();
    assertThat(total.row(Kind.TEXT_FRAME)).isEqualTo(total.row(Kind.TEXT_MESSAGE));
    assertThat(total.frames()).isEqualTo(1);
    assertThat(total.messages()).isEqualTo(1);
    assertThat(total.bytes()).isEqualTo(70);
  }

  @Test
  void aMessageInSeveralFramesIsCountedOnceItIsWhole() {
    SizeCounter sizes = new SizeCounter();
    sizes.frame(0x42, 100, true);
    sizes.frame(0x80, 28, true);
    assertThat(sizes.total().messages()).isZero();

    sizes.joined(2, 128);

    Sizes total = sizes.total();
    assertThat(total.frames()).isEqualTo(2);
    assertThat(total.bytes()).isEqualTo(128);
    assertThat(total.messages()).isEqualTo(1);
    assertThat(total.row(Kind.BINARY_MESSAGE)[Sizes.SUM]).isEqualTo(128);
    assertThat(total.row(Kind.CONTINUATION_FRAME)[Sizes.SUM]).isEqualTo(28);
  }

  @Test
  void aFrameThatNobodyBelievesIsNoMessage() {
    SizeCounter sizes = new SizeCounter();
    sizes.frame(0x81, 5, false);

    assertThat(sizes.total().row(Kind.TEXT_FRAME)[Sizes.SUM]).isEqualTo(5);
    assertThat(sizes.total().row(Kind.TEXT_MESSAGE)).isNull();
  }

  @Test
  void whateverComesInWhateverOrderAddsUp() {
    SizeCounter sizes = new SizeCounter();
    Map<Kind, long[]> expected = new EnumMap<>(Kind.class);
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      int opcode = OPCODES[random.nextInt(OPCODES.length)];
      long size = random.nextLong() >>> random.nextInt(Long.SIZE) >>> 24;
      boolean fin = random.nextBoolean();
      sizes.frame((fin ? 0x80 : 0) | opcode, size, true);
      add(expected, kind(opcode), size);
      if (fin && (opcode == 1 || opcode == 2)) {
        add(expected, opcode == 1 ? Kind.TEXT_MESSAGE : Kind.BINARY_MESSAGE, size);
      }
    }

    Sizes total = sizes.total();
    for (Kind kind : Kind.values()) {
      assertThat(total.row(kind)).as(kind.name()).isEqualTo(expected.get(kind));
    }
  }

  private static void add(Map<Kind, long[]> rows, Kind kind, long size) {
    long[] row = rows.computeIfAbsent(kind, any -> new long[Sizes.SUM + 1]);
    long[] bounds = Sizes.bounds();
    int bucket = Arrays.binarySearch(bounds, size);
    row[bucket < 0 ? ~bucket : bucket]++;
    row[Sizes.SUM] += size;
  }

  private static Kind kind(int opcode) {
    return switch (opcode) {
      case 0 -> Kind.CONTINUATION_FRAME;
      case 1 -> Kind.TEXT_FRAME;
      case 2 -> Kind.BINARY_FRAME;
      case 8 -> Kind.CLOSE_FRAME;
      case 9 -> Kind.PING_FRAME;
      case 10 -> Kind.PONG_FRAME;
      default -> Kind.RESERVED_FRAME;
    };
  }

  /** While it grows, too. */
  @Test
  void anotherThreadNeverSeesLessThanBefore() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      SizeCounter sizes = new SizeCounter();
      AtomicBoolean done = new AtomicBoolean();
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  sizes.frame(0x80 | OPCODES[i % OPCODES.length], 1L << i % 30, true);
                }
                done.set(true);
              });
      writer.start();
      long seen = 0;
      while (!done.get()) {
        long now = sizes.total().frames();
        assertThat(now).isGreaterThanOrEqualTo(seen);
        seen = now;
      }
      writer.join();
      assertThat(sizes.total().frames()).isEqualTo(2_000);
    }
  }
}
