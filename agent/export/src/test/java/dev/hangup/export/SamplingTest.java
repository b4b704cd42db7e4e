// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

  private static final long SECOND = 1_000_000_000L;

  // nanoTime may be of any sign, and may overflow
  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 10, Long.MIN_VALUE})
  void noSecondHasMoreThanTheLimit(long start) {
    SpanBudget budget = new SpanBudget(3);
    assertThat(budget.take(start)).isTrue();
    assertThat(budget.take(start + 1)).isTrue();
    assertThat(budget.take(start + SECOND - 1)).isTrue();
    assertThat(budget.take(start + SECOND - 1)).isFalse();
    assertThat(budget.take(start + SECOND)).isTrue();
    assertThat(budget.take(start + SECOND)).isFalse();
    assertThat(budget.take(start + SECOND + 1)).isTrue();
    assertThat(budget.take(start + SECOND + 2)).isFalse();
  }

  @Test
  void aLimitOfNothingGrantsNothing() {
    assertThat(new SpanBudget(0).take(0)).isFalse();
  }
}
