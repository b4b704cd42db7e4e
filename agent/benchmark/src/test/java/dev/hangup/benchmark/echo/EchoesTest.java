// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoesTest {

  /** Messages of four bytes: 0000, 0001 and so on. */
  private static final Messages BINARY = messages(4, false, false);

  private static Messages messages(int size, boolean text, boolean compressed) {
    return new Messages(new Traffic(size, 1, 1, text, compressed), true);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          # what comes back               , on the wire                                    , whole
          nothing                         , ''                                             , 0
          one                             , 82 04 30303030                                 , 1
          two at once                     , 82 04 30303030 82 04 30303031                  , 2
          one and a half                  , 82 04 30303030 82 04 3030                      , 1
          in two frames                   , 02 01 30 80 03 303030                          , 1
          with an empty frame at last     , 02 04 30303030 80 00                           , 1
          with an empty frame first       , 02 00 80 04 30303030 82 04 30303031            , 2
          masked as a client does         , 82 84 01020304 31323334                        , 1
          with a length of two bytes      , 82 7e 0004 30303030                            , 1
          with a length of eight bytes    , 82 7f 0000000000000004 30303030                , 1
          """)
  void whatWasSentIsCountedHoweverItIsCut(String story, String wire, int whole)
      throws ProtocolException {
    byte[] bytes = hex(wire);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Echoes echoes = new Echoes(BINARY, false);
      // Masks are taken off in place.
      int first = echoes.take(ByteBuffer.wrap(bytes.clone(), 0, cut));
      int rest = echoes.take(ByteBuffer.wrap(bytes.clone(), cut, bytes.length - cut));
      assertThat(first + rest).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          # what comes back               , on the wire
          another byte                    , 82 04 30303130
          the last byte is another        , 82 04 30303031
          too little                      , 82 03 303030
          too little in two frames        , 02 01 30 80 01 30
          nothing at all                  , 82 00
          too much                        , 82 05 3030303030
          the second first                , 82 04 30303031
          the first is lost               , 82 04 30303030 82 04 30303032
          the first again                 , 82 04 30303030 82 04 30303030
          text                            , 81 04 30303030
          more of a message not begun     , 80 04 30303030
          a message within a message      , 02 01 30 82 03 303030
          a Ping                          , 89 00
          a Close                         , 88 02 03e8
          compressed but not agreed on    , c2 04 30303030
          """)
  void anythingElseIsAnError(String story, String wire) {
    byte[] bytes = hex(wire);
    for (int cut = 0; cut < bytes.length; cut++) {
      int at = cut;
      assertThatExceptionOfType(ProtocolException.class)
          .as("cut at %d", cut)
          .isThrownBy(
              () -> {
                Echoes echoes = new Echoes(BINARY, false);
                echoes.take(ByteBuffer.wrap(bytes.clone(), 0, at));
                echoes.take(ByteBuffer.wrap(bytes.clone(), at, bytes.length - at));
              });
    }
  }

  @Test
  void afterTheLastComesTheFirst() throws ProtocolException {
    Echoes echoes = new Echoes(BINARY, false);
    for (int number = 0; number < 3 * BINARY.count(); number++) {
      byte[] payload = String.format("%04d", number % BINARY.count()).getBytes(US_ASCII);
      assertThat(echoes.take(ByteBuffer.wrap(Messages.frame(0x82, payload, false)))).isEqualTo(1);
    }
  }

  /** A server keeps its window, and may cut what it sends: in two frames, each with RSV1 as due. */
  @Test
  void whatIsCompressedIsWhatWasSentAndNotItsBytes() throws ProtocolException {
    Messages messages = messages(300, true, true);
    try (Echoes echoes = new Echoes(messages, true)) {
      Deflater server = new Deflater(9, true);
      byte[] out = new byte[1000];
      for (int number = 0; number < messages.count(); number++) {
        server.setInput(messages.payload(number));
        int length = server.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(Messages.frame(0x41, Arrays.copyOfRange(out, 0, 9), false));
        wire.writeBytes(Messages.frame(0x80, Arrays.copyOfRange(out, 9, length), false));
        int whole = 0;
        for (byte each : wire.toByteArray()) {
          whole += echoes.take(ByteBuffer.wrap(new byte[] {each}));
        }
        assertThat(whole).isEqualTo(1);
      }
      server.end();
    }
  }

  @Test
  void aServerNeedNotCompressWhatItMay() throws ProtocolException {
    try (Echoes echoes = new Echoes(BINARY, true)) {
      assertThat(echoes.take(ByteBuffer.wrap(hex("82 04 30303030")))).isEqualTo(1);
    }
  }

  @Test
  void somethingElseCompressedIsAnError() {
    byte[] other = Messages.deflated("0001".getBytes(US_ASCII));
    byte[] less = Messages.deflated("000".getBytes(US_ASCII));
    for (byte[] payload : new byte[][] {other, less, hex("ffffffff")}) {
      try (Echoes echoes = new Echoes(BINARY, true)) {
        byte[] frame = Messages.frame(0xc2, payload, false);
        assertThatExceptionOfType(ProtocolException.class)
            .isThrownBy(() -> echoes.take(ByteBuffer.wrap(frame)));
      }
    }
  }
}
