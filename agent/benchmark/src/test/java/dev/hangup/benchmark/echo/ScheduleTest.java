// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  private static final long MILLISECOND = 1_000_000;

  @Test
  void messagesAreDueAtTheRateFromTheStartOn() {
    Schedule schedule = new Schedule(-5, 1000, 3);
    assertThat(schedule.due(-5)).isEqualTo(1);
    assertThat(schedule.due(-6 + MILLISECOND)).isEqualTo(1);
    assertThat(schedule.due(-5 + MILLISECOND)).isEqualTo(2);
    assertThat(schedule.due(-5 + 1000 * MILLISECOND)).isEqualTo(1001);
    assertThat(schedule.dueAt(1000)).isEqualTo(-5 + 1000 * MILLISECOND);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3, 7, 999.9, 12_345.678, 1e6})
  void noneIsDueBeforeItsTimeAndNoneLater(double perSecond) {
    Schedule schedule = new Schedule(42, perSecond, 1);
    for (long number = 0; number < 1000; number++) {
      assertThat(schedule.due(schedule.dueAt(number))).isEqualTo(number + 1);
      assertThat(schedule.due(schedule.dueAt(number) - 1)).isEqualTo(number);
    }
  }

  @Test
  void connectionsTakeTurnsAndEachComesBackInItsOrder() {
    Schedule schedule = new Schedule(0, 1000, 2);
    assertThat(schedule.connection(4)).isZero();
    assertThat(schedule.connection(5)).isEqualTo(1);
    schedule.arrived(1, 2, 4 * MILLISECOND); // numbers 1 and 3, due at 1 and 3 ms
    schedule.arrived(0, 1, 4 * MILLISECOND); // number 0
    assertThat(counted(schedule.latencies(), 1, 3, 4)).isEqualTo("1 1 1");
    assertThat(schedule.latencies().getTotalCount()).isEqualTo(3);
  }

  /** Sent by turns with their answers, 199 of these would never have been sent, and 1 been slow. */
  @Test
  void aServerThatStandsStillIsSlowForAllThatWereDueMeanwhile() {
    Schedule schedule = new Schedule(0, 1000, 1);
    schedule.arrived(0, 200, 200 * MILLISECOND);
    for (int number = 200; number < 1000; number++) {
      schedule.arrived(0, 1, schedule.dueAt(number) + 1000);
    }
    Histogram latencies = schedule.latencies();
    assertThat(latencies.getTotalCount()).isEqualTo(1000);
    assertThat(latencies.getValueAtPercentile(50)).isBetween(999L, 1001L);
    assertThat(latencies.getValueAtPercentile(90)).isBetween(99 * MILLISECOND, 102 * MILLISECOND);
    assertThat(latencies.getValueAtPercentile(99)).isBetween(189 * MILLISECOND, 192 * MILLISECOND);
    assertThat(latencies.getMaxValue()).isBetween(200 * MILLISECOND, 201 * MILLISECOND);
  }

  private static String counted(Histogram latencies, int... milliseconds) {
    StringBuilder counts = new StringBuilder();
    for (int each : milliseconds) {
      counts.append(latencies.getCountAtValue(each * MILLISECOND)).append(' ');
    }
    return counts.toString().strip();
  }
}
