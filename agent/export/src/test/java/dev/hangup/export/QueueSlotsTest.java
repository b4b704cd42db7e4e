// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.telemetry.Claims;
import dev.hangup.telemetry.SpanClaim;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueSlotsTest {

  private static final long SECOND = 1_000_000_000L;
  private static final ReadableSpan SPAN =
      (ReadableSpan)
          SdkTracerProvider.builder()
              .addSpanProcessor(SimpleSpanProcessor.create(InMemorySpanExporter.create()))
              .build()
              .get("test")
              .spanBuilder("test")
              .startSpan();

  private final Claims claims = new Claims();
  private final List<QueueSlot> displaced = new ArrayList<>();

  // nanoTime may be of any sign, and may overflow
  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 10, Long.MIN_VALUE})
  void noSecondHasMoreThanTheLimit(long start) {
    QueueSlots places = new QueueSlots(3, 100);
    assertThat(granted(places, start)).isTrue();
    assertThat(granted(places, start + 1)).isTrue();
    assertThat(granted(places, start + SECOND - 1)).isTrue();
    assertThat(granted(places, start + SECOND - 1)).isFalse();
    assertThat(granted(places, start + SECOND)).isTrue();
    assertThat(granted(places, start + SECOND)).isFalse();
    assertThat(granted(places, start + SECOND + 1)).isTrue();
    assertThat(granted(places, start + SECOND + 2)).isFalse();
  }

  private boolean granted(QueueSlots places, long now) {
    return places.grant(claims.clean(), now, displaced) != null;
  }

  @Test
  void aLimitOfNothingGrantsNothing() {
    assertThat(new QueueSlots(0, 100).grant(claims.abnormal(), 0, displaced)).isNull();
  }

  @Test
  void anAbnormalEndTakesThePlaceOfAnotherAndNotOfItsLike() {
    QueueSlots places = new QueueSlots(3, 100);
    QueueSlot first = grant(places, claims.clean(), 0);
    QueueSlot second = grant(places, claims.abnormal(), 1);
    QueueSlot third = grant(places, claims.clean(), 2);
    places.ended(first, SPAN, 3);
    places.ended(second, SPAN, 3);

    assertThat(places.grant(claims.clean(), 3, displaced)).isNull();
    assertThat(grant(places, claims.abnormal(), 3)).isNotNull();
    assertThat(displaced).containsExactly(third);
    assertThat(grant(places, claims.abnormal(), 3)).isNotNull();
    assertThat(displaced).containsExactly(third, first);
    assertThat(places.grant(claims.abnormal(), 3, displaced)).isNull();

    // It ends after its place was taken.
    places.ended(third, SPAN, 4);
    assertThat(places.take(10, Long.MAX_VALUE, 0)).containsExactly(second);
  }

  @Test
  void whatHasLeftKeepsItsPlaceInItsSecond() {
    QueueSlots places = new QueueSlots(1, 100);
    QueueSlot first = grant(places, claims.clean(), 0);
    places.ended(first, SPAN, 1);
    assertThat(places.take(10, Long.MAX_VALUE, 0)).containsExactly(first);

    assertThat(places.grant(claims.abnormal(), 2, displaced)).isNull();
    assertThat(places.grant(claims.abnormal(), SECOND, displaced)).isNotNull();
    assertThat(displaced).isEmpty();
  }

  @Test
  void noMoreAreOnTheirWayThanThereIsRoomFor() {
    QueueSlots places = new QueueSlots(100, 2);
    QueueSlot first = grant(places, claims.clean(), 0);
    QueueSlot second = grant(places, claims.clean(), 0);
    assertThat(places.grant(claims.clean(), 5 * SECOND, displaced)).isNull();
    places.ended(first, SPAN, 0);
    places.ended(second, SPAN, 0);
    QueueSlot urgent = grant(places, claims.abnormal(), 5 * SECOND);
    assertThat(displaced).containsExactly(second);
    places.ended(urgent, SPAN, 5 * SECOND);

    List<QueueSlot> batch = places.take(10, Long.MAX_VALUE, 0);
    assertThat(batch).containsExactly(urgent, first);
    assertThat(places.grant(claims.abnormal(), 9 * SECOND, displaced)).isNull();
    places.gone(batch);
    assertThat(places.grant(claims.abnormal(), 9 * SECOND, displaced)).isNotNull();
  }

  @Test
  void abnormalEndsLeaveFirstAndNobodyBeforeHisTime() {
    QueueSlots places = new QueueSlots(100, 100);
    QueueSlot early = grant(places, claims.clean(), 0);
    QueueSlot urgent = grant(places, claims.abnormal(), 1);
    QueueSlot late = grant(places, claims.abnormal(), 9);
    for (QueueSlot each : List.of(early, urgent, late)) {
      places.ended(each, SPAN, 9);
    }
    assertThat(places.take(1, -1, 5)).containsExactly(urgent);
    assertThat(places.take(5, -1, 5)).containsExactly(early);
    assertThat(places.take(5, -1, 5)).isEmpty();
    assertThat(places.waiting()).isEqualTo(1);
    // somebody waits for it
    assertThat(places.take(5, places.lastOrder(), 5)).containsExactly(late);
  }

  @Test
  void twoSpansOfOneEndHaveAPlaceTogether() {
    QueueSlots places = new QueueSlots(3, 100);
    QueueSlot pair = grant(places, claims.claim(false, 2), 0);
    assertThat(places.grant(claims.claim(true, 4), 0, displaced)).isNull();
    assertThat(displaced).isEmpty();
    places.ended(pair, SPAN, 0);
    places.ended(pair, SPAN, 0);
    assertThat(places.waiting()).isEqualTo(2);
    assertThat(grant(places, claims.claim(true, 2), 0)).isNotNull();
    assertThat(displaced).containsExactly(pair);
    assertThat(places.waiting()).isZero();
  }

  @Test
  void theSecondOfTwoFollowsWhereTheFirstHasLeftAlready() {
    QueueSlots places = new QueueSlots(3, 2);
    QueueSlot pair = grant(places, claims.claim(true, 2), 0);
    places.ended(pair, SPAN, 0);
    List<QueueSlot> batch = places.take(10, Long.MAX_VALUE, 0);
    places.gone(batch);
    places.ended(pair, SPAN, 0);
    List<QueueSlot> second = places.take(10, Long.MAX_VALUE, 0);
    assertThat(second).singleElement().satisfies(place -> assertThat(place.spans).hasSize(1));
    places.gone(second);
    // What is gone was counted once.
    assertThat(places.grant(claims.claim(true, 2), 5 * SECOND, displaced)).isNotNull();
    assertThat(places.grant(claims.abnormal(), 9 * SECOND, displaced)).isNull();
  }

  private QueueSlot grant(QueueSlots places, SpanClaim claim, long now) {
    @Nullable QueueSlot place = places.grant(claim, now, displaced);
    assertThat(place).isNotNull();
    return place;
  }
}
