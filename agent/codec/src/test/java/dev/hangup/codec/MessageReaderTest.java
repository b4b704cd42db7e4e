// SPDX-License-Identifier: Apache-2.0
package dev.hangup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MessageReaderTest {

  private static final SizeLimits LIMITS = new SizeLimits(1 << 20, 1000);

  private static List<String> read(DeflateParameters deflate, String hex, int... cuts) {
    RecordedMessages told = new RecordedMessages();
    ByteBuffer wire = ByteBuffer.wrap(Hex.bytes(hex));
    try (MessageReader reader = new MessageReader(Role.SERVER, told, LIMITS)) {
      reader.negotiated(deflate);
      int from = 0;
      for (int cut : cuts) {
        reader.read(wire, from, cut);
        from = cut;
      }
      reader.read(wire, from, wire.limit());
    }
    return told.messages;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # RFC 7692 7.2.3                   | on the wire                                         | told
          7.2.3.1 one deflate block          | c1 07 f2 48 cd c9 c9 07 00                          | text 48656c6c6f
          7.2.3.1 in two fragments           | 41 03 f2 48 cd 80 04 c9 c9 07 00                    | text 48656c6c6f
          7.2.3.2 sharing the window         | c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00     | text 48656c6c6f; text 48656c6c6f
          7.2.3.3 a block not compressed     | c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00              | text 48656c6c6f
          7.2.3.4 a final block              | c1 08 f3 48 cd c9 c9 07 00 00                       | text 48656c6c6f
          7.2.3.4 and one more after it      | c1 08 f3 48 cd c9 c9 07 00 00 c1 07 f2 48 cd c9 c9 07 00 | text 48656c6c6f; text 48656c6c6f
          7.2.3.5 two blocks                 | c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00        | text 48656c6c6f
          7.2.3.6 nothing in it              | c1 01 00                                            | text
          a message left uncompressed        | 81 05 48 65 6c 6c 6f                                | text 48656c6c6f
          binary                             | c2 07 f2 48 cd c9 c9 07 00                          | binary 48656c6c6f
          with a Ping in the middle          | 41 03 f2 48 cd 89 01 70 80 04 c9 c9 07 00           | ping 70; text 48656c6c6f
          """)
  void theExamplesOfTheRfcAreRead(String story, String hex, String told) {
    int length = Hex.bytes(hex).length;
    for (int a = 0; a <= length; a++) {
      for (int b = a; b <= length; b++) {
        assertThat(String.join("; ", read(DeflateParameters.DEFAULT, hex, a, b)).strip())
            .isEqualTo(told);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what is wrong               | on the wire                                 | rule            | frame | byte
          a block of a reserved kind    | c2 01 07                                    | INVALID_DEFLATE |     0 |    2
          a reference to before         | c2 04 02 00 11 00                           | INVALID_DEFLATE |     0 |    2
          in the second fragment        | 42 05 00 00 00 ff ff 80 01 07               | INVALID_DEFLATE |     1 |    9
          text that is not              | c1 06 00 01 00 fe ff ff                     | INVALID_UTF8    |     0 |    2
          text that ends in a character | c1 07 00 01 00 fe ff c3 00                  | TRUNCATED_UTF8  |     0 |    2
          too much when inflated        | c2 12 62 60 18 05 a3 60 14 8c 82 51 30 0a 46 c1 50 07 00 00 | MESSAGE_TOO_BIG |     0 |    2
          """)
  void whatIsWrongWithACompressedMessageIsPlacedAtItsFrame(
      String story, String hex, Rule rule, long frame, long offset) {
    int length = Hex.bytes(hex).length;
    for (int cut = 0; cut <= length; cut++) {
      List<String> told = read(DeflateParameters.DEFAULT, hex, cut);
      assertThat(told).hasSize(1);
      assertThat(told.get(0))
          .startsWith(
              "Violation[rule="
                  + rule
                  + ", by=SERVER, frameIndex="
                  + frame
                  + ", byteOffset="
                  + offset);
    }
  }

  @Test
  void aWindowThatWasNotToBeKeptIsForgotten() {
    String twice = "c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00";
    DeflateParameters reset = new DeflateParameters(true, false, 15, 15);
    assertThat(read(reset, twice).get(1)).contains("INVALID_DEFLATE");
  }

  @Test
  void nothingIsToldAfterTheFirstViolation() {
    assertThat(read(DeflateParameters.DEFAULT, "81 01 61 83 00 81 01 62 83 00")).hasSize(2);
  }

  @Test
  void memoryGrowsWithWhatArrivesAndNotWithWhatIsAnnounced() {
    RecordedMessages told = new RecordedMessages();
    try (MessageReader reader =
        new MessageReader(Role.SERVER, told, new SizeLimits(Long.MAX_VALUE, Long.MAX_VALUE))) {
      ByteBuffer wire = ByteBuffer.wrap(Hex.bytes("02 7f 00 00 00 00 7f ff ff 00 61*16"));
      reader.read(wire);
      assertThat(wire.hasRemaining()).isFalse();
      assertThat(reader.stopped()).isFalse();
      assertThat(reader.frames().unfinishedArrived()).isEqualTo(16);
    }
  }

  @Test
  void aBombIsStoppedAtTheLimit() {
    // A megabyte of zeros, from a thousand bytes.
    Bytes packed = new Bytes();
    try (MessageDeflater deflater = new MessageDeflater(DeflateParameters.DEFAULT, Role.SERVER)) {
      deflater.deflate(ByteBuffer.allocate(1 << 20), packed);
    }
    String hex = RecordedMessages.hex(packed.view());
    String frame = "c2 7e %04x ".formatted(packed.size()) + hex;
    assertThat(read(DeflateParameters.DEFAULT, frame))
        .hasSize(1)
        .first()
        .asString()
        .contains("MESSAGE_TOO_BIG");
  }

  @Test
  void aSmallWindowIsNeverReachedBehind() throws Exception {
    // Two thousand random bytes, twice: worth a reference, if the window reached that far.
    byte[] half = new byte[2000];
    new Random(1).nextBytes(half);
    ByteBuffer twice = ByteBuffer.allocate(4000).put(half).put(half).flip();
    int whole = deflated(twice, 15);
    int small = deflated(twice, 9);
    assertThat(whole).isLessThan(2200);
    assertThat(small).isGreaterThan(4000);
  }

  private static int deflated(ByteBuffer payload, int bits) {
    Bytes packed = new Bytes();
    try (MessageDeflater deflater =
        new MessageDeflater(new DeflateParameters(false, false, bits, 15), Role.SERVER)) {
      deflater.deflate(payload, packed);
    }
    return packed.size();
  }

  @Test
  void payloadIsUnmaskedWhereverItIsCut() {
    RecordedMessages told = new RecordedMessages();
    byte[] wire = HexFormat.of().parseHex("828b0102030469676f686e22746b736e67");
    for (int cut = 0; cut < wire.length; cut++) {
      try (MessageReader reader = new MessageReader(Role.CLIENT, told, LIMITS)) {
        reader.read(ByteBuffer.wrap(wire), 0, cut);
        reader.read(ByteBuffer.wrap(wire), cut, wire.length);
      }
    }
    assertThat(told.messages).hasSize(wire.length).containsOnly("binary 68656c6c6f20776f726c64");
  }
}
