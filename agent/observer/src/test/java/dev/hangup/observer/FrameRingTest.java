// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
        .containsExactly(tuple(true, 0xff, (1L << 56) - 1, 1005L));
  }

  private static List<EndedConnection.SeenFrame> kept(FrameRing ring) {
    return ring.frames(true, 1000);
  }
}
