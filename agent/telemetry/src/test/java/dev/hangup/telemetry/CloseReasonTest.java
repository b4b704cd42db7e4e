// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CloseReasonTest {

  @Test
  void whatSteersATerminalIsRemoved() {
    assertThat(CloseReason.shown("a\u0000b\r\nc\u001bd\u007fe\u0085f")).isEqualTo("abcdef");
    assertThat(CloseReason.shown("line\u2028and\u2029paragraph")).isEqualTo("lineandparagraph");
    assertThat(CloseReason.shown("un\u202eodnu\u202c")).isEqualTo("unodnu");
  }

  @Test
  void whatBelongsToTheTextStays() {
    // a zero width joiner between letters of Devanagari
    assertThat(CloseReason.shown("क्\u200dष, 再見, 👋")).isEqualTo("क्\u200dष, 再見, 👋");
  }

  @Test
  void nothingIsNull() {
    assertThat(CloseReason.shown(null)).isNull();
    assertThat(CloseReason.shown("")).isNull();
    assertThat(CloseReason.shown("\r\n")).isNull();
  }

  @Test
  void itIsCutBetweenCharactersAtWhatAFrameCanHold() {
    assertThat(CloseReason.shown("x".repeat(200))).hasSize(123);
    String cut = CloseReason.shown("👋".repeat(40));
    assertThat(cut).isEqualTo("👋".repeat(30));
    assertThat("👋".repeat(30).getBytes(StandardCharsets.UTF_8)).hasSize(120);
  }
}
