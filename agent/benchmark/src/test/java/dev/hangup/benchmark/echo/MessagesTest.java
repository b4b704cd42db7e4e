// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

  private static String selected(Messages messages, int first, int count) {
    ByteBuffer some = messages.nothing();
    messages.select(some, first, count);
    byte[] bytes = new byte[some.remaining()];
    some.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void thereIsOneMoreThanMayBeOnTheWay() {
    Messages messages = new Messages(new Traffic(4, 1, 40, false, false), false);
    assertThat(messages.count()).isEqualTo(41);
    assertThat(messages.nothing().hasRemaining()).isFalse();
  }

  @Test
  void whatGoesOutTogetherIsInOnePieceRoundTheEnd() {
    Messages messages = new Messages(new Traffic(4, 1, 1, false, false), false);
    assertThat(selected(messages, 0, 1)).isEqualTo("820430303030");
    assertThat(selected(messages, messages.count() - 1, 2)).isEqualTo("820430303135820430303030");
    assertThat(selected(messages, 3, messages.count()))
        .hasSize(12 * messages.count())
        .startsWith("820430303033")
        .endsWith("820430303032");
  }

  @Test
  void aClientMasksItsText() {
    Messages messages = new Messages(new Traffic(4, 1, 1, true, false), true);
    assertThat(selected(messages, 0, 1)).isEqualTo("8184" + "37fa213d" + "07ca110d");
  }

  @ParameterizedTest
  @CsvSource({
    "125, 827d",
    "126, 827e007e",
    "65535, 827effff",
    "65536, 827f0000000000010000",
  })
  void theLengthIsAsLongAsItMustBe(int size, String header) {
    Messages messages = new Messages(new Traffic(size, 1, 1, false, false), false);
    assertThat(messages.payload(0)).hasSize(size);
    assertThat(selected(messages, 0, 1))
        .startsWith(header + "30303030")
        .hasSize(header.length() + 2 * size);
  }

  @Test
  void compressedItIsTheSame() throws DataFormatException {
    byte[] payload = new Messages(new Traffic(1024, 1, 1, true, true), true).payload(7);
    byte[] deflated = Messages.deflated(payload);
    Inflater inflater = new Inflater(true);
    inflater.setInput(deflated);
    byte[] inflated = new byte[2000];
    assertThat(inflater.inflate(inflated)).isEqualTo(payload.length);
    assertThat(inflated).startsWith(payload);
    assertThat(deflated.length).isLessThan(payload.length / 2);
    assertThat(new String(payload, US_ASCII)).startsWith("0007,{\"price\":");
    inflater.end();
  }
}
