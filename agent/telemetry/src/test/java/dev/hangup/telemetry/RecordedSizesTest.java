// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.GivenSizes;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordedSizesTest {

  private static final int LARGEST = 20_000_000;

  private final InMemoryMetricReader reader = InMemoryMetricReader.create();
  private final SdkMeterProvider sdk =
      SdkMeterProvider.builder().registerMetricReader(reader).build();
  private final GivenSizes given = new GivenSizes();
  private final RecordedSizes sizes = new RecordedSizes(sdk.get("test"), given);

  @AfterEach
  void close() {
    sdk.close();
  }

  @Test
  void countsAndSumsAreThoseOfTheWireHoweverOftenItLooks() {
    Random random = new Random(7);
    long sum = 0;
    int count = 0;
    for (int look = 0; look < 20; look++) {
      long[] some = random.longs(look * 3L, 0, LARGEST).map(size -> size >> (size % 20)).toArray();
      given.text(some);
      sum += Arrays.stream(some).sum();
      count += some.length;
      sizes.record();
    }

    HistogramPointData frames = point("websocket.frame.size");
    assertThat(frames.getSum()).isEqualTo((double) sum);
    assertThat(frames.getCount()).isEqualTo(count);
    assertThat(point("websocket.message.size").getSum()).isEqualTo((double) sum);
  }

  @Test
  void eachSizeIsInItsBucket() {
    given.text(0, 5, 16, 17, 125, 126, 65535, 65536, 16777216, 16777217);
    sizes.record();

    HistogramPointData frames = point("websocket.frame.size");
    assertThat(frames.getBoundaries()).startsWith(0.0, 16.0, 64.0, 125.0);
    assertThat(frames.getCounts())
        .isEqualTo(List.of(1L, 2L, 1L, 1L, 1L, 0L, 0L, 0L, 0L, 1L, 1L, 0L, 1L, 1L));
  }

  @Test
  void nothingNewIsNotRecordedAgain() {
    given.text(5);
    sizes.record();
    sizes.record();

    assertThat(point("websocket.frame.size").getCount()).isEqualTo(1);
  }

  private HistogramPointData point(String name) {
    MetricData metric = Recorder.metric(reader.collectAllMetrics(), name);
    return metric.getHistogramData().getPoints().iterator().next();
  }
}
