// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's decoder is the judge. */
final class Utf8Test {

  private static final int VALID = -1;

  static LongStream seeds() {
    return Seeds.fixedAndFresh(40);
  }

  @Test
  void everySequenceOfUpToThreeBytesIsJudgedByTheTableOfTheRfc() {
    // Behind six plain letters, so that the head lies in a word of eight and its last tail does
    // not.
    byte[] bytes = "aaaaaa___".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int head = 0x7f; head <= 0xff; head++) {
      bytes[6] = (byte) head;
      for (int rest = 0; rest <= 0xffff; rest++) {
        bytes[7] = (byte) (rest >>> 8);
        bytes[8] = (byte) rest;
        boolean text = Utf8.check(buffer, 0, 9, 0, Utf8.ACCEPT) == Utf8.ACCEPT;
        if (text != legal(head, rest >>> 8, rest & 0xff)) {
          throw new AssertionError("%02x %04x: %b".formatted(head, rest, text));
        }
      }
    }
  }

  /** RFC 3629 section 4, written out by hand for three bytes. */
  private static boolean legal(int a, int b, int c) {
    boolean tailB = b >= 0x80 && b < 0xc0;
    boolean tailC = c >= 0x80 && c < 0xc0;
    if (a < 0x80) {
      return b < 0x80 ? c < 0x80 : b >= 0xc2 && b < 0xe0 && tailC;
    }
    if (a >= 0xc2 && a < 0xe0) {
      return tailB && c < 0x80;
    }
    return switch (a) {
      case 0xe0 -> b >= 0xa0 && b < 0xc0 && tailC;
      case 0xed -> b >= 0x80 && b < 0xa0 && tailC;
      default -> a >= 0xe1 && a < 0xf0 && tailB && tailC;
    };
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void masksCutsAndBuffersMakeNoDifference(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] plain = nearlyText(random);
      int mask = random.nextInt();
      byte[] masked = plain.clone();
      for (int i = 0; i < masked.length; i++) {
        masked[i] ^= (byte) (mask >>> (8 * (3 - i % 4)));
      }
      ByteBuffer heap = ByteBuffer.allocate(masked.length + 5).position(5).slice().put(masked);
      ByteBuffer direct = ByteBuffer.allocateDirect(masked.length).put(masked);
      int expected = firstImpossible(plain);
      assertThat(run(heap, mask, random)).isEqualTo(expected);
      assertThat(run(direct, mask, random)).isEqualTo(expected);
    }
  }

  /** Where the first impossible byte is; the length where the text ends inside a character. */
  private static int run(ByteBuffer bytes, int mask, Random random) {
    int state = Utf8.ACCEPT;
    int at = 0;
    while (at < bytes.limit() || at < bytes.capacity()) {
      int to = at + 1 + random.nextInt(bytes.capacity() - at);
      bytes.limit(to);
      int turned = Integer.rotateLeft(mask, 8 * (at % 4));
      state = Utf8.check(bytes, at, to, turned, state);
      if (state < 0) {
        return ~state;
      }
      at = to;
    }
    return state == Utf8.ACCEPT ? VALID : at;
  }

  // The JDK says where the broken character begins; which of its bytes is the first that is
  // impossible is found by asking for every beginning whether anything could complete it.
  private static int firstImpossible(byte[] bytes) {
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (!StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
      return VALID;
    }
    int start = in.position();
    for (int end = start + 1; end <= bytes.length; end++) {
      if (!canBeCompleted(Arrays.copyOfRange(bytes, start, end))) {
        return end - 1;
      }
    }
    return bytes.length;
  }

  private static boolean canBeCompleted(byte[] beginning) {
    CharBuffer out = CharBuffer.allocate(8);
    ByteBuffer in = ByteBuffer.wrap(beginning);
    if (!StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
      return true;
    }
    if (beginning.length == 4) {
      return false;
    }
    byte[] longer = Arrays.copyOf(beginning, beginning.length + 1);
    for (int tail : new int[] {0x80, 0x90, 0xa0}) {
      longer[beginning.length] = (byte) tail;
      if (canBeCompleted(longer)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] nearlyText(Random random) {
    StringBuilder text = new StringBuilder();
    int size = random.nextInt(70);
    while (text.length() < size) {
      int c = random.nextInt(3) == 0 ? random.nextInt(0x110000) : random.nextInt(0x100);
      text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? 'x' : c);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return random.nextInt(4) > 0 || bytes.length == 0
        ? bytes
        : Arrays.copyOf(bytes, bytes.length - 1);
  }
}
