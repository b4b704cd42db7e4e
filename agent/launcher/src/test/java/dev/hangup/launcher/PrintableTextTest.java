// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Language;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTextTest {

  @Test
  void whatCannotBeWrittenIsEscapedAndNotLost() {
    String text = "/caf\u00e9/\u65e5\u672c/\ud83d\ude00 | reason: \u043d\u0435\u0442";
    assertThat(PrintableText.in(UTF_8, text)).isSameAs(text);
    assertThat(PrintableText.in(ISO_8859_1, text))
        .isEqualTo("/caf\u00e9/\\u65e5\\u672c/\\ud83d\\ude00 | reason: \\u043d\\u0435\\u0442");
    assertThat(PrintableText.in(US_ASCII, text)).doesNotContain("?").contains("/caf\\u00e9/");
  }

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource({
    "EN, US-ASCII, true",
    "ID, US-ASCII, true",
    "JA, US-ASCII, false",
    "HI, US-ASCII, false",
    "VI, US-ASCII, false",
    "VI, ISO-8859-1, false",
    "JA, Shift_JIS, true",
    "HI, Shift_JIS, false",
    "VI, windows-1258, false",
    "HI, UTF-8, true",
    "VI, UTF-8, true",
    "JA, UTF-8, true",
  })
  void aLanguageIsShownByACharacterSetThatHasItsLetters(
      Language language, String charset, boolean shown) {
    assertThat(language.isShownBy(Charset.forName(charset))).isEqualTo(shown);
  }
}
