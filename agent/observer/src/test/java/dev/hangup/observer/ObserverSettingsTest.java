// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.close.Language;
import dev.hangup.observer.ObserverSettings.Events;
import dev.hangup.observer.ObserverSettings.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObserverSettingsTest {

  private static final Pattern ROW = Pattern.compile("^\\| `(hangup\\.[a-z.]+)` \\|");

  private final List<String> warnings = new ArrayList<>();

  @Test
  void theDefaultsAreThoseOfTheReadme() {
    ObserverSettings settings = ObserverSettings.read(Map.of(), Map.of(), warnings::add);

    assertThat(settings)
        .isEqualTo(
            new ObserverSettings(
                true,
                List.of(),
                Report.ABNORMAL,
                1,
                50,
                false,
                null,
                Events.SPAN,
                Language.EN,
                List.of(),
                false,
                Report.ALL,
                200,
                50,
                TimeUnit.MINUTES.toNanos(5),
                true,
                16,
                false,
                true,
                true,
                true,
                null,
                false));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aPropertyWinsOverAVariable() {
    ObserverSettings settings =
        ObserverSettings.read(
            Map.of("hangup.language", "ja"),
            Map.of(
                "HANGUP_LANGUAGE",
                "vi",
                "HANGUP_ABNORMAL_SPANS_PER_SECOND",
                " 7 ",
                "HANGUP_LOG",
                "OFF"),
            warnings::add);

    assertThat(settings.language()).isEqualTo(Language.JA);
    assertThat(settings.abnormalSpansPerSecond()).isEqualTo(7);
    assertThat(settings.log()).isEqualTo(Report.NONE);
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hangup.enabled, maybe",
    "hangup.log, none",
    "hangup.log.lines.per.second, few",
    "hangup.language, klingon",
    "hangup.span.parent, child",
    "hangup.spans, off",
    "hangup.abnormal.spans.per.second, -1",
    "hangup.frames.kept, 65",
    "hangup.frames.kept, many",
    "hangup.capture.query, 2",
    "hangup.capture.reason, y",
    "hangup.span.trace, same",
    "hangup.spans.per.second, -1",
    "hangup.span.close.after, soon",
    "hangup.span.close.after, 30",
    "hangup.span.close.after, -5m",
    "hangup.span.close.after, 5 fortnights",
    "hangup.span.close.after, 99999999999999h",
    "hangup.language, jargon",
    "hangup.log.records.per.second, lots",
    "hangup.log.records.per.second, -3",
    "hangup.events, logs",
    "hangup.log.format, xml",
    "hangup.help.url, handbook.example.org",
    "hangup.help.url, https://",
    "hangup.help.url, https:///handbook",
    "hangup.help.url, javascript:alert(1)",
    "hangup.help.url, https://example.org/?page=",
    "hangup.help.url, https://example.org/#",
    "hangup.help.url, https://example.org/hand book",
  })
  void aValueThatCannotBeReadIsNamedInOneLineAndTheDefaultStands(String name, String value) {
    ObserverSettings settings = ObserverSettings.read(Map.of(name, value), Map.of(), warnings::add);

    assertThat(settings).isEqualTo(ObserverSettings.DEFAULTS);
    assertThat(warnings).hasSize(1).first().asString().contains(name + "=" + value, "default");
  }

  @Test
  void aLogIsInAFileOrOnStandardError() {
    assertThat(logTo("StdErr")).isNull();
    assertThat(logTo("  ")).isNull();
    assertThat(logTo("logs/Closes.json")).isEqualTo("logs/Closes.json");
    assertThat(warnings).isEmpty();
  }

  private @Nullable String logTo(String value) {
    return ObserverSettings.read(Map.of("hangup.log.to", value), Map.of(), warnings::add).logTo();
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/handbook, https://example.org/handbook/ja/cause/peer_reset.html",
    "HTTPS://example.org:8443/a/b//, HTTPS://example.org:8443/a/b/ja/cause/peer_reset.html",
    "http://[::1], http://[::1]/ja/cause/peer_reset.html",
    "file:///srv/handbook/, file:///srv/handbook/ja/cause/peer_reset.html",
  })
  void aCauseHasAPageInTheHandbookOfTheLanguage(String address, String page) {
    ObserverSettings settings =
        ObserverSettings.read(
            Map.of("hangup.help.url", address, "hangup.language", "ja"), Map.of(), warnings::add);

    assertThat(settings.helpOn(Cause.PEER_RESET)).isEqualTo(page);
    assertThat(settings.helpOn(null)).isNull();
    assertThat(ObserverSettings.DEFAULTS.helpOn(Cause.PEER_RESET)).isNull();
    assertThat(warnings).isEmpty();
  }

  @Test
  void whoWantsAllLinesGetsFiftyASecondUnlessHeSaysHowMany() {
    assertThat(linesPerSecond(Map.of("hangup.log", "all"))).isEqualTo(50);
    assertThat(linesPerSecond(Map.of("hangup.log", "all", "hangup.log.lines.per.second", "3")))
        .isEqualTo(3);
    assertThat(linesPerSecond(Map.of("hangup.log.lines.per.second", "7"))).isEqualTo(7);
    assertThat(warnings).isEmpty();
  }

  private int linesPerSecond(Map<String, String> properties) {
    return ObserverSettings.read(properties, Map.of(), warnings::add).logLinesPerSecond();
  }

  @ParameterizedTest
  @CsvSource({
    "chat, does not start with /",
    "/chat?room=1, no query",
    "/a//b, empty segment",
    "/chat-*, whole segments",
    "/feed/{symbol, braces",
    "/feed/x{symbol}, braces",
    "/feed/{}, braces",
  })
  void aRouteThatIsNoPatternIsNamedAndTheOthersCount(String pattern, String why) {
    ObserverSettings settings =
        ObserverSettings.read(
            Map.of("hangup.routes", "/chat/*," + pattern + ",/feed/{symbol},/"),
            Map.of(),
            warnings::add);

    assertThat(settings.routes()).containsExactly("/chat/*", "/feed/{symbol}", "/");
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("setting hangup.routes: '" + pattern + "'", why);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "1, true",
    "yes, true",
    "on, true",
    "ON, true",
    "' Yes ', true",
    "false, false",
    "0, false",
    "no, false",
    "off, false",
    "No, false",
  })
  void yesAndNoMayBeSaidAsTheUserIsUsedTo(String said, boolean meant) {
    ObserverSettings settings =
        ObserverSettings.read(
            Map.of("hangup.enabled", said, "hangup.capture.query", said, "hangup.debug", said),
            Map.of("HANGUP_CAPTURE_PATH", said),
            warnings::add);

    assertThat(settings.enabled()).isEqualTo(meant);
    assertThat(settings.captureQuery()).isEqualTo(meant);
    assertThat(settings.debug()).isEqualTo(meant);
    assertThat(settings.capturePath()).isEqualTo(meant);
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0s, 0",
    "250ms, 250",
    "30s, 30000",
    "5m, 300000",
    "5 m, 300000",
    "2H, 7200000",
    "1d, 86400000",
    "'', 300000",
  })
  void aTimeHasAUnit(String said, long millis) {
    ObserverSettings settings =
        ObserverSettings.read(Map.of("hangup.span.close.after", said), Map.of(), warnings::add);

    assertThat(settings.closeSpanAfter()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ja, JA", "ja-JP, JA", "ja_JP.UTF-8, JA", "VI-vn, VI", "en-US, EN", "id-ID, ID"})
  void aLanguageIsKnownByItsTag(String tag, Language language) {
    ObserverSettings settings =
        ObserverSettings.read(Map.of("hangup.language", tag), Map.of(), warnings::add);

    assertThat(settings.language()).isEqualTo(language);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aSettingThatDoesNotExistIsNamedWithTheNearestThatDoes() {
    ObserverSettings.read(
        Map.of("hangup.lgo", "all", "hangup.span.per.second", "9", "hangup.otel.anything", "x"),
        Map.of("HANGUP_CAPTURE_QUERRY", "s3cret", "HANGUP_OTEL_SERVICE_NAME", "chat"),
        warnings::add);

    assertThat(warnings)
        .containsExactly(
            "setting hangup.lgo does not exist; the nearest that does is hangup.log",
            "setting hangup.span.per.second does not exist; the nearest that does is"
                + " hangup.spans.per.second",
            "setting HANGUP_CAPTURE_QUERRY does not exist; the nearest that does is"
                + " HANGUP_CAPTURE_QUERY");
  }

  @Test
  void theTableOfTheReadmeHasThemAll() throws IOException {
    SettingsSource source = new SettingsSource(Map.of(), Map.of(), warnings::add);
    ObserverSettings.read(source);
    Set<String> told = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("../SETTINGS.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        told.add(row.group(1));
      }
    }
    // for who has read the rationale
    told.add("hangup.dispatcher");

    assertThat(told).isEqualTo(source.known());
  }

  @ParameterizedTest(name = "\"{0}\" observes {1}: {2}")
  @CsvSource({
    "''            , netty , true",
    "netty         , netty , true",
    "'netty,jetty' , tomcat, false",
    "-netty        , netty , false",
    "-netty        , tomcat, true",
    "'netty,-netty', netty , false",
  })
  void stacksAreChosenOrLeftOut(String list, String stack, boolean observed) {
    ObserverSettings settings =
        ObserverSettings.read(Map.of("hangup.stacks", list), Map.of(), warnings::add);

    assertThat(settings.observes(stack)).isEqualTo(observed);
  }
}
