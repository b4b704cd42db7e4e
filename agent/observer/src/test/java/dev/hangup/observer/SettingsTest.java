// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Language;
import dev.hangup.observer.Settings.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private final List<String> warnings = new ArrayList<>();

  @Test
  void theDefaultsAreThoseOfTheReadme() {
    Settings settings = Settings.read(Map.of(), Map.of(), warnings::add);

    assertThat(settings)
        .isEqualTo(
            new Settings(
                true,
                List.of(),
                Report.ABNORMAL,
                Language.EN,
                List.of(),
                false,
                Report.ALL,
                50,
                16,
                false,
                true,
                false));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aPropertyWinsOverAVariable() {
    Settings settings =
        Settings.read(
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
    "hangup.language, klingon",
    "hangup.span.parent, child",
    "hangup.spans, off",
    "hangup.abnormal.spans.per.second, -1",
    "hangup.frames.kept, 65",
    "hangup.frames.kept, many",
    "hangup.capture.query, 1",
    "hangup.capture.reason, yes",
  })
  void aValueThatCannotBeReadIsNamedInOneLineAndTheDefaultStands(String name, String value) {
    Settings settings = Settings.read(Map.of(name, value), Map.of(), warnings::add);

    assertThat(settings).isEqualTo(Settings.DEFAULTS);
    assertThat(warnings).hasSize(1).first().asString().contains(name + "=" + value, "default");
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
    Settings settings = Settings.read(Map.of("hangup.stacks", list), Map.of(), warnings::add);

    assertThat(settings.observes(stack)).isEqualTo(observed);
  }
}
