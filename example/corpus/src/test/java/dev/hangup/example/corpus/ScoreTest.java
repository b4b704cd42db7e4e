// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTest {

  @Test
  void ninetyEightOfAHundredAreEnoughAndNotPerfect() {
    Score score = Score.of(Map.of(Outcome.Kind.RIGHT, 98, Outcome.Kind.LOST, 2));

    assertThat(score.isGood()).isTrue();
    assertThat(score.isPerfect()).isFalse();
    assertThat(score).hasToString("98 of 100 right, 98.0 %");
    assertThat(Score.of(Map.of(Outcome.Kind.RIGHT, 97, Outcome.Kind.LOST, 3)).isGood()).isFalse();
  }

  @Test
  void oneWrongIsTooMany() {
    assertThat(Score.of(Map.of(Outcome.Kind.RIGHT, 999, Outcome.Kind.WRONG, 1)).isGood()).isFalse();
  }

  @Test
  void flawsAndSilenceCountAgainstIt() {
    assertThat(
            Score.of(Map.of(Outcome.Kind.RIGHT, 9, Outcome.Kind.FLAWED, 1, Outcome.Kind.SILENT, 1)))
        .isEqualTo(new Score(9, 11, 0, 0));
  }

  @Test
  void whatIsSkippedOrHonestlyNotJudgedDoesNotCount() {
    Score score =
        Score.of(
            Map.of(Outcome.Kind.RIGHT, 1, Outcome.Kind.SKIPPED, 50, Outcome.Kind.NOT_JUDGED, 50));

    assertThat(score.isPerfect()).isTrue();
    assertThat(score.judged()).isEqualTo(1);
  }

  /** An application that does not start would else make a perfect run. */
  @Test
  void whatCouldNotBeStagedIsNotGood() {
    Score score = Score.of(Map.of(Outcome.Kind.RIGHT, 100, Outcome.Kind.NOT_STAGED, 1));

    assertThat(score.isGood()).isFalse();
    assertThat(score.isPerfect()).isFalse();
  }

  @Test
  void theTableCountsByFamilyAndByApplication() {
    String table =
        Table.of(
            List.of(
                new Table.Cell("clean ends", "netty", Outcome.Kind.RIGHT),
                new Table.Cell("clean ends", "jetty", Outcome.Kind.WRONG),
                new Table.Cell("TLS", "netty", Outcome.Kind.SKIPPED),
                new Table.Cell("TLS", "jetty", Outcome.Kind.NOT_STAGED)));

    assertThat(table)
        .contains(
            "| clean ends | 2 | 1 |  |  | 1 |  |  |\n",
            "| TLS | 0 |  |  |  |  |  | 1 |\n",
            "| on netty | 1 | 1 |  |  |  |  | 1 |\n",
            "| **all** | 2 | 1 |  |  | 1 |  | 1 |\n");
  }
}
