// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Language;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WhyPagesTest {

  private static final String SUMMARY =
      """
      {"document":"summary","agent":{"version":"1.0","pid":7,"java":"17","vm":"A VM",
      "since":"2026-11-28T00:00:00.000Z","stacks":["netty"]},
      "totals":{"opened":9,"closed":4,"abnormal":3,"handshakesFailed":1},
      "open":[{"role":"server","stack":"netty","route":"/chat","open":5,"closing":2,"silent":1,
      "pingUnanswered":0,"handshakes":0,"longestSilence":90,"oldest":5400}],
      "window":900,"before":3600,
      "ends":[{"kind":"close","role":"server","stack":"netty","route":"/chat","cause":"idle_drop",
      "count":3,"before":4,"first":"2026-11-28T00:00:01.000Z","last":"2026-11-28T00:00:02.000Z",
      "abnormal":true,"code":1006,"name":"Abnormal Closure","rule":"dropped-at-a-known-limit",
      "evidence":"no frame for 60.0 s","remediation":"send pings"},
      {"kind":"handshake","role":"server","stack":"netty","cause":"not_found","count":0,"before":6,
      "last":"2026-11-28T00:00:02.000Z","abnormal":true,"status":404,"rule":"x",
      "evidence":"e","remediation":"r"}]}
      """;

  private static WhyPages pages(Language language, boolean translates) {
    return new WhyPages(new WhyWords(language), translates);
  }

  private static Facts facts(String json) {
    return new Facts(JsonReader.object(json));
  }

  @Test
  void theReportSaysWhatIsOpenWhatEndedAndWhatChanged() {
    Page report = pages(Language.EN, false).report(facts(SUMMARY));

    assertThat(report.text(120, false))
        .startsWith("Process 7, hangup 1.0\n")
        .contains("9 opened, 4 closed (3 abnormally), 1 upgrades failed")
        .containsPattern("server netty /chat +5 +2 +1 +0 +0 +90 s +90 min")
        .contains("3 \u00d7 idle_drop \u00b7 1006 Abnormal Closure")
        .contains("4 in the hour before, 3.0 times that rate now")
        .containsPattern("evidence +no frame for 60.0 s")
        .containsPattern("remedy +send pings")
        .contains("6 in the hour before: not_found, server netty -")
        .doesNotContain("\u001b");
    assertThat(report.markdown())
        .startsWith("# Process 7, hangup 1.0\n")
        .contains("### 3 \u00d7 idle\\_drop");
    assertThat(report.json()).contains("\"longestSilence\": 90");
  }

  @Test
  void whatCannotBeComparedIsNot() {
    String young = SUMMARY.replace("\"before\":3600", "\"before\":60");

    assertThat(pages(Language.EN, false).report(facts(young)).text(120, false))
        .contains("not observed for long enough to compare");
  }

  @ParameterizedTest
  @EnumSource
  void everyLanguageHasEveryWord(Language language) {
    WhyWords words = new WhyWords(language);
    WhyWords english = new WhyWords(Language.EN);

    assertThat(words.keys()).isEqualTo(english.keys());
    for (String key : words.keys()) {
      assertThat(places(words.of(key))).as("%s", key).isEqualTo(places(english.of(key)));
    }
    assertThat(pages(language, true).report(facts(SUMMARY)).text(120, true)).contains("idle_drop");
  }

  private static Set<String> places(String text) {
    return Pattern.compile("\\{[0-9]}")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  @Test
  void theRemedyIsInTheLanguageAskedFor() {
    assertThat(pages(Language.JA, true).report(facts(SUMMARY)).text(120, false))
        .contains("\u5bfe\u51e6")
        .doesNotContain("send pings");
  }

  @Test
  void whatAPeerSaidMovesNoCursor() {
    String hostile =
        """
        {"ends":[{"kind":"close","time":"x\\u001b[2J","role":"server","stack":"netty",
        "route":"/\\u202e\\u0007|<b>","cause":"peer_eof","evidence":"a\\nb","code":1006,
        "name":"n","connection":"1"}]}
        """;
    Page closes = pages(Language.EN, false).closes(facts(hostile));

    assertThat(closes.text(120, false)).doesNotContain("\u001b", "\u202e", "\u0007", "a\nb");
    assertThat(closes.markdown()).contains("/\\|&lt;b>");
    assertThat(pages(Language.EN, false).line(facts(hostile).objects("ends").get(0)))
        .doesNotContain("\u001b", "\u202e", "\n");
  }

  @Test
  void connectionsSayWhatEndangersThem() {
    String open =
        """
        {"count":1,"connections":[{"role":"client","stack":"tomcat","state":"closing","age":0.25,
        "silence":200,"closing":70,"received":{"frames":1,"bytes":20000,"maxMessage":9},
        "sent":{"frames":2,"bytes":3},"risks":[{"kind":"closing"},
        {"kind":"idle","limit":240,"of":"Azure"},{"kind":"size","limit":8192,"of":"tomcat"},
        {"kind":"new"}]}]}
        """;

    assertThat(pages(Language.EN, false).connections(facts(open)).text(200, false))
        .contains("250 ms")
        .contains("3.3 min")
        .contains("1/2")
        .contains("20k/3")
        .contains(
            "closing for 70 s; near a usual idle limit: 240 s, Azure;"
                + " largest message is over half of 8192 bytes, tomcat; new");
  }

  @Test
  void argumentsBecomeAQuery() throws Exception {
    WhyArguments read =
        WhyArguments.of(List.of("42", "--since", "15m", "--route=/a b&c", "--cause", "peer_eof"));

    assertThat(read.query("closes", "limit=5"))
        .isEqualTo("closes?limit=5&since=900&route=%2Fa+b%26c&cause=peer_eof");
    assertThat(read.pid()).isEqualTo(42);
  }
}
