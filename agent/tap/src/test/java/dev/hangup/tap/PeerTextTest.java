// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTextTest {

  @ParameterizedTest(name = "code point {0}")
  @ValueSource(
      ints = {
        0x00, 0x07, 0x09, 0x0a, 0x0d, 0x1b, 0x1f, // C0
        0x7f, 0x80, 0x85, 0x90, 0x9b, 0x9d, 0x9f, // DEL and C1
        0x61c, 0x200e, 0x200f, // marks of direction
        0x2028, 0x2029, // separators
        0x202a, 0x202b, 0x202c, 0x202d, 0x202e, // embeddings and overrides
        0x2066, 0x2067, 0x2068, 0x2069, 0x206a, 0x206f, // isolates, and what was before them
        0xd800, 0xdbff, 0xdc00, 0xdfff, // surrogates alone
      })
  void isTakenOut(int point) {
    String text = "a" + (char) point + "b";

    assertThat(PeerText.clean(text, 10)).isEqualTo("ab");
    assertThat(PeerText.orNull(Character.toString((char) point), 10)).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/chat/{id}?a=b#c;d",
        "क्\u200dष, नमस्ते", // joiners are spelling in Hindi
        "再見, 👋🏽, 👩\u200d👩\u200d👧",
        "\u00a0é\u2010\u2027\u2065\u2070\u1fff",
      })
  void staysAsItIsAndWhereItIs(String text) {
    assertThat(PeerText.clean(text, 100)).isSameAs(text);
  }

  @Test
  void noSequenceThatMovesACursorIsLeft() {
    assertThat(PeerText.clean("\u001b[31mred\u009b2J\u0085next\r\nline\u202etxt.exe", 100))
        .isEqualTo("[31mred2Jnextlinetxt.exe");
  }

  @Test
  void isCutWithoutTearingAPair() {
    assertThat(PeerText.clean("x".repeat(200), 123)).isEqualTo("x".repeat(123));
    assertThat(PeerText.clean("a👋👋", 4)).isEqualTo("a👋");
    assertThat(PeerText.clean("a👋👋", 5)).isEqualTo("a👋👋");
    assertThat(PeerText.clean("\u0000\u0000ab", 2)).isEqualTo("ab");
    assertThat(PeerText.clean("abc", 0)).isEmpty();
  }

  @Test
  void nothingIsNull() {
    assertThat(PeerText.orNull(null, 10)).isNull();
    assertThat(PeerText.orNull("", 10)).isNull();
    assertThat(PeerText.orNull("\r\n", 10)).isNull();
    assertThat(PeerText.orNull("a", 10)).isEqualTo("a");
  }
}
