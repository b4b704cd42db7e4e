// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LanguageFilesTest {

  /** A span attribute should stay readable: every text about a code, a cause or a remedy. */
  private static final int BOUND = 300;

  /** A remedy with the names of the settings it is about. */
  private static final int BOUND_WITH_SETTINGS = 600;

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z]+}");

  private static final Map<Language, Pattern> SCRIPTS =
      Map.of(
          Language.HI, Pattern.compile("\\p{IsDevanagari}{2}"),
          Language.JA, Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]{2}"),
          Language.VI,
              Pattern.compile(
                  "[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]"));

  @ParameterizedTest
  @EnumSource(Language.class)
  void noTextIsMissingAndNoneIsLeftOver(Language language) {
    assertThat(Texts.in(language).keys()).isEqualTo(Texts.in(Language.EN).keys());
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyTextSaysSomethingWithinItsBound(Language language) {
    Texts texts = Texts.in(language);
    for (String key : texts.keys()) {
      assertThat(texts.get(key))
          .as("%s in %s", key, language)
          .isNotBlank()
          .hasSizeLessThan(BOUND)
          .isEqualTo(texts.get(key).strip());
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void placeholdersAreTheSameInEveryLanguage(Language language) {
    for (String key : Texts.in(Language.EN).keys()) {
      assertThat(placeholders(Texts.in(language).get(key)))
          .as("%s in %s", key, language)
          .isEqualTo(placeholders(Texts.in(Language.EN).get(key)));
    }
  }

  private static Set<String> placeholders(String text) {
    Set<String> found = new TreeSet<>();
    PLACEHOLDER.matcher(text).results().forEach(match -> found.add(match.group()));
    return found;
  }

  @ParameterizedTest
  @EnumSource(
      value = Language.class,
      names = {"HI", "VI", "ID", "JA"})
  void wholeTextsAreTranslated(Language language) {
    Texts texts = Texts.in(language);
    List<String> sentences = texts.keys().stream().filter(LanguageFilesTest::isSentence).toList();

    for (String key : sentences) {
      assertThat(texts.get(key))
          .as("%s in %s", key, language)
          .isNotEqualTo(Texts.in(Language.EN).get(key));
      if (SCRIPTS.containsKey(language)) {
        assertThat(texts.get(key))
            .as("%s in %s", key, language)
            .containsPattern(SCRIPTS.get(language));
      }
    }
    assertThat(sentences).hasSizeGreaterThan(150);
  }

  private static boolean isSentence(String key) {
    return Stream.of(
                "heading.",
                "join.",
                "remedy.",
                "subprotocol.",
                "cause.",
                "handshake.",
                "retry.",
                "topic.")
            .anyMatch(key::startsWith)
        || Stream.of(".description", ".seen", ".fix", ".use").anyMatch(key::endsWith);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyNumberOfTheEnglishTextIsInItsTranslation(Language language) {
    Pattern number = Pattern.compile("\\d{3,}");
    for (String key : Texts.in(Language.EN).keys()) {
      Set<String> expected = new TreeSet<>();
      number
          .matcher(Texts.in(Language.EN).get(key))
          .results()
          .forEach(match -> expected.add(match.group()));
      for (String each : expected) {
        assertThat(Texts.in(language).get(key)).as("%s in %s", key, language).contains(each);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyStoryHasARemedyWithinItsBoundOnEveryStack(Language language) {
    Diagnostician diagnostician = new Diagnostician(language);
    for (Tale tale : Tale.ALL) {
      for (String stack :
          List.of("netty", "jetty", "tomcat", "tyrus", "undertow", "okhttp", "ktor")) {
        Diagnosis diagnosis = diagnostician.diagnose(tale.connection().accountOn(stack));
        assertThat(diagnosis.remediation())
            .as("%s on %s", tale, stack)
            .hasSizeBetween(10, BOUND_WITH_SETTINGS)
            .doesNotContain("{");
      }
      for (Role role : Role.values()) {
        assertThat(Diagnostician.remedy(Texts.in(language), tale.story(), role)).isNotBlank();
      }
    }
  }

  /** Pictures that one language has and the next does not, and words put in place of such. */
  private static final Map<Language, Pattern> PICTURES =
      Map.of(
          Language.EN,
          Pattern.compile(
              "on the spot|goodbye|dead peer|is dead|overrun|shed load|over there|gave up|a box"
                  + " on"),
          Language.HI,
          Pattern.compile("बुला|मृत|विदा|हार मान|लौटा दिया"),
          Language.VI,
          Pattern.compile("tại chỗ|đã chết|tạm biệt|bỏ cuộc"),
          Language.ID,
          Pattern.compile(
              "di tempat dan|lawan yang mati|lawan mati|pamit|menyerah|kewalahan|mogok"),
          Language.JA,
          Pattern.compile("手元|を告げ|あきらめ"));

  @ParameterizedTest
  @EnumSource(Language.class)
  void textsAreInPlainWords(Language language) {
    Texts texts = Texts.in(language);
    for (String key : texts.keys()) {
      assertThat(texts.get(key)).as(key).doesNotContainPattern(PICTURES.get(language));
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # heading     , en                 , hi                    , vi                   , id                           , ja
          description   , Description        , विवरण                  , Mô tả                , Deskripsi                    , 説明
          seen          , When you see it    , जब आप इसे देखें            , Khi bạn thấy mã này  , Ketika Anda Melihatnya       , このコードが表示される場合
          fix           , How to fix it      , कैसे ठीक करें              , Cách khắc phục       , Cara Memperbaiki             , 解決方法
          differences   , Key differences    , मुख्य अंतर               , Sự khác biệt chính   , Perbedaan Utama              , 主な違い
          use           , Which to use when  , कब किसका उपयोग करें       , Khi nào dùng cái nào , Kapan Menggunakan Yang Mana  , どちらをいつ使うか
          more          , Learn more         , और जानें                , Tìm hiểu thêm        , Pelajari Lebih Lanjut        , 詳しく見る
          """)
  void headingsAreAsGiven(String heading, String en, String hi, String vi, String id, String ja) {
    assertThat(
            Stream.of(Language.EN, Language.HI, Language.VI, Language.ID, Language.JA)
                .map(language -> Texts.in(language).get("heading." + heading)))
        .containsExactly(en, hi, vi, id, ja);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          en    , EN
          JA    , JA
          hi-IN , HI
          vi_VN , VI
          ' id ', ID
          de    ,
          jav   ,
          ''    ,
          """)
  void aLanguageIsFoundByItsTag(String text, Language language) {
    assertThat(Language.parse(text)).isEqualTo(language);
  }

  @Test
  void anUnknownLanguageGetsOneLineThatNamesTheOthers() {
    assertThat(Language.complaint("de"))
        .isEqualTo("no texts in language 'de', using en; choose one of en, hi, vi, id, ja");
  }
}
