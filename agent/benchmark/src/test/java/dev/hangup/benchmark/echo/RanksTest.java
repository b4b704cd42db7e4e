// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RanksTest {

  @Test
  void theMedianIsTheMiddleOrBetweenTheTwo() {
    assertThat(Ranks.median(List.of(7.0))).isEqualTo(7);
    assertThat(Ranks.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Ranks.median(List.of(4.0, 1.0, 100.0, 2.0))).isEqualTo(3);
  }

  @Test
  void otherRanksLieBetween() {
    List<Double> figures = List.of(50.0, 10.0, 40.0, 20.0, 30.0);
    assertThat(Ranks.at(figures, 0)).isEqualTo(10);
    assertThat(Ranks.at(figures, 0.25)).isEqualTo(20);
    assertThat(Ranks.at(figures, 0.9)).isEqualTo(46);
    assertThat(Ranks.at(figures, 1)).isEqualTo(50);
  }
}
