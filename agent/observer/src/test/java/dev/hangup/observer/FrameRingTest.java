// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameRingTest {

  private static final int KEPT = 3;

  @ParameterizedTest(name = "of {0} frames the last ones, from {1} on")
  @CsvSource({"0, 1", "1, 1", "2, 1", "3, 1", "4, 2", "5, 3", "6, 4", "7, 5", "100, 98"})
  void theLastFramesAreKeptInOrder(int added, int first) {
    FrameRing ring = new FrameRing(KEPT);
    for (int i = 1; i <= added; i++) {
      ring.add(0x82, i, 10L * i);
    }

    assertThat(kept(ring))
        .extracting(EndedConnection.SeenFrame::length)
        .containsExactlyElementsOf(LongStream.rangeClosed(first, added).boxed().toList());
  }

  @Test
  void aFrameIsKeptWithItsFirstByteAndItsTime() {
    FrameRing ring = new FrameRing(KEPT);
    ring.add(0xff, Long.MAX_VALUE, 5);

    assertThat(kept(ring))
        .extracting(
            EndedConnection.SeenFrame::received,
            EndedConnection.SeenFrame::firstByte,
            EndedConnection.SeenFrame::length,
            EndedConnection.SeenFrame::epochNanos)
        .containsExactly(tuple(true, 0xff, Long.MAX_VALUE, 1000L));
  }

  @Test
  void timesAreKeptToAMicrosecondHoweverMuchAddsUp() {
    FrameRing ring = new FrameRing(KEPT);
    for (long i = 1; i <= 1000; i++) {
      ring.add(0x82, 1, 1_700 * i);
    }

    assertThat(kept(ring))
        .extracting(frame -> frame.epochNanos() - 1000)
        .allSatisfy(nanos -> assertThat(nanos % 1024).isZero())
        .first()
        .satisfies(nanos -> assertThat(nanos).isBetween(1_700 * 998L - 1023, 1_700 * 998L));
  }

  @Test
  void longPausesAndLargeFramesKeepTheirPlaces() {
    FrameRing ring = new FrameRing(KEPT);
    long day = 86_400_000_000_000L;
    for (int i = 1; i <= 5; i++) {
      ring.add(0x82, (1L << 24) - 3 + i, i * day);
    }

    assertThat(kept(ring))
        .extracting(EndedConnection.SeenFrame::length)
        .containsExactly(1L << 24, (1L << 24) + 1, (1L << 24) + 2);
    assertThat(kept(ring))
        .extracting(frame -> (frame.epochNanos() - 1000) / 1024)
        .containsExactly(3 * day / 1024, 4 * day / 1024, 5 * day / 1024);
  }

  @ParameterizedTest(name = "{0} before, {1} that wait, {2} after")
  @CsvSource({"0, 1, 0", "0, 2, 1", "1, 1, 1", "2, 2, 1", "1, 5, 0", "5, 3, 2", "3, 100, 1"})
  void framesThatWaitedHaveTheTimeAtWhichTheyPassed(int before, int waiting, int after) {
    FrameRing ring = new FrameRing(KEPT);
    List<Long> times = new ArrayList<>();
    for (int i = 1; i <= before; i++) {
      ring.add(0x82, 1, 1024L * i);
      times.add(1024L * i);
    }
    for (int i = 0; i < waiting; i++) {
      ring.addWaiting(0x82, 1);
      times.add(1024_000L);
    }
    ring.passed(1024_000L);
    ring.passed(2048_000L);
    for (int i = 1; i <= after; i++) {
      ring.add(0x82, 1, 4096_000L * i);
      times.add(4096_000L * i);
    }

    assertThat(kept(ring))
        .extracting(frame -> frame.epochNanos() - 1000)
        .containsExactlyElementsOf(times.subList(Math.max(0, times.size() - KEPT), times.size()));
  }

  @Test
  void framesThatStillWaitAreOfNow() {
    FrameRing ring = new FrameRing(KEPT);
    ring.add(0x82, 1, 1024);
    ring.addWaiting(0x82, 1);
    ring.addWaiting(0x82, 1);

    assertThat(ring.frames(true, 1000, 10_240))
        .extracting(frame -> frame.epochNanos() - 1000)
        .containsExactly(1024L, 10_240L, 10_240L);
  }

  private static List<EndedConnection.SeenFrame> kept(FrameRing ring) {
    return ring.frames(true, 1000, 1_000_000_000);
  }
}
