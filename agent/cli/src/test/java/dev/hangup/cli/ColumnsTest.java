// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      textBlock =
          """
          # text       , columns, why
          ping         , 4      , one each
          日本語        , 6      , kanji take two
          クローズ      , 8      , katakana take two
          、           , 2      , so does punctuation
          Mô tả        , 5      , precomposed letters take one
          कि           , 2      , a spacing mark takes one
          हिन्दी         , 5      , a virama takes none
          """)
  void aTextIsAsWideAsATerminalShowsIt(String text, int columns, String why) {
    assertThat(Columns.width(text)).as(why).isEqualTo(columns);
  }

  @Test
  void wordsStayWhole() {
    assertThat(Columns.wrap("send pings to find dead peers", 10))
        .containsExactly("send pings", "to find", "dead peers");
  }

  @Test
  void japaneseBreaksBetweenCharactersAndNotBeforeAFullStop() {
    assertThat(Columns.wrap("接続は終了。次へ", 10)).containsExactly("接続は終", "了。次へ");
  }

  @Test
  void anOpeningBracketDoesNotEndALine() {
    assertThat(Columns.wrap("確認（図）です", 6)).containsExactly("確認", "（図）", "です");
  }

  @Test
  void latinWordsInJapaneseStayWhole() {
    assertThat(Columns.wrap("次に WebSocket を閉じる", 12)).containsExactly("次に", "WebSocket を", "閉じる");
  }

  @Test
  void aWordThatIsTooLongStandsOut() {
    assertThat(Columns.wrap("see https://example.org/long now", 8))
        .containsExactly("see", "https://example.org/long", "now");
  }
}
