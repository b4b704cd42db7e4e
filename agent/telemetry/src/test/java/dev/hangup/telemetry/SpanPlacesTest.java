// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpanPlacesTest {

  private static final class Stopped implements Clock {
    long nanos;

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public long epochNanos() {
      return nanos;
    }
  }

  private final Stopped clock = new Stopped();
  private final SpanPlaces places = SpanPlaces.perSecond(8, clock);

  private int taken(boolean abnormal, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += places.take(abnormal, 1) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void theLastQuarterIsForAbnormalEnds() {
    assertThat(taken(false, 20)).isEqualTo(6);
    assertThat(taken(true, 20)).isEqualTo(2);
  }

  @Test
  void allSpansOfAnEndOrNone() {
    assertThat(taken(true, 7)).isEqualTo(7);
    assertThat(places.take(true, 2)).isFalse();
    assertThat(places.take(true, 1)).isTrue();
  }

  @Test
  void aSecondLaterThereAreAllAgain() {
    taken(true, 20);
    clock.nanos += TimeUnit.SECONDS.toNanos(1);

    assertThat(taken(true, 20)).isEqualTo(8);
  }
}
