// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatesTest {

  private final Rates rates = new Rates();

  @Test
  void eachSecondHasItsOwnCount() {
    rates.count(0);
    rates.count(0);
    rates.count(899);

    assertThat(rates.of(0)).isEqualTo(2);
    assertThat(rates.of(1)).isZero();
    assertThat(rates.of(899)).isEqualTo(1);
    assertThat(rates.of(-1)).isZero();
  }

  @Test
  void aQuarterOfAnHourLaterItsPlaceIsAnotherSecond() {
    rates.count(5);
    assertThat(rates.of(905)).isZero();
    rates.count(905);

    assertThat(rates.of(905)).isEqualTo(1);
    assertThat(rates.of(5)).isZero();
  }

  @Test
  void noCountIsLostBetweenThreads() {
    IntStream.range(0, 40_000).parallel().forEach(i -> rates.count(i % 7));

    assertThat(IntStream.range(0, 7).map(rates::of).sum()).isEqualTo(40_000);
  }
}
