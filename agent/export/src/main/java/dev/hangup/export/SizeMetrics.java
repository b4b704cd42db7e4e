// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.observer.Clock;
import dev.hangup.observer.SizeTotals;
import dev.hangup.observer.Sizes;
import dev.hangup.telemetry.SizeNames;
import dev.hangup.telemetry.TelemetryEvents;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hands over the sizes of frames and messages, which are counted in plain fields where frames pass,
 * as cumulative histograms. Nothing is kept here, so what is read is what was counted.
 */
final class SizeMetrics implements MetricProducer {

  static final String FRAMES = SizeNames.FRAMES;
  static final String MESSAGES = SizeNames.MESSAGES;

  private static final List<Double> BOUNDS =
      Arrays.stream(Sizes.bounds()).mapToObj(bound -> (double) bound).toList();

  private final SizeTotals totals;
  private final Clock clock;
  private final Consumer<String> lines;
  private final long startEpochNanos;
  private final InstrumentationScopeInfo scope =
      InstrumentationScopeInfo.builder(TelemetryEvents.SCOPE)
          .setVersion(TelemetryEvents.version())
          .setSchemaUrl(TelemetryEvents.SCHEMA_URL)
          .build();

  SizeMetrics(SizeTotals totals, Clock clock, Consumer<String> lines) {
    this.totals = totals;
    this.clock = clock;
    this.lines = lines;
    this.startEpochNanos = clock.epochNanos();
  }

  @Override
  public Collection<MetricData> produce(Resource resource) {
    Map<SizeTotals.Key, Sizes> now;
    try {
      now = totals.collect();
    } catch (RuntimeException e) {
      // All other metrics are collected with these and must not be lost with them.
      lines.accept("frame and message sizes cannot be read: " + e);
      return List.of();
    }
    long epochNanos = clock.epochNanos();
    List<HistogramPointData> frames = new ArrayList<>();
    List<HistogramPointData> messages = new ArrayList<>();
    now.forEach(
        (key, sizes) -> {
          for (Sizes.Kind kind : Sizes.Kind.values()) {
            long[] row = sizes.row(kind);
            if (row != null) {
              (SizeNames.isMessage(kind) ? messages : frames)
                  .add(point(key, kind, row, epochNanos));
            }
          }
        });
    List<MetricData> metrics = new ArrayList<>();
    if (!frames.isEmpty()) {
      metrics.add(metric(resource, FRAMES, SizeNames.FRAMES_DESCRIPTION, frames));
    }
    if (!messages.isEmpty()) {
      metrics.add(metric(resource, MESSAGES, SizeNames.MESSAGES_DESCRIPTION, messages));
    }
    return metrics;
  }

  private MetricData metric(
      Resource resource, String name, String description, List<HistogramPointData> points) {
    return ImmutableMetricData.createDoubleHistogram(
        resource,
        scope,
        name,
        description,
        SizeNames.UNIT,
        HistogramData.create(AggregationTemporality.CUMULATIVE, points));
  }

  private HistogramPointData point(
      SizeTotals.Key key, Sizes.Kind kind, long[] row, long epochNanos) {
    return HistogramPointData.create(
        startEpochNanos,
        epochNanos,
        SizeNames.attributes(key, kind),
        (double) row[Sizes.SUM],
        false,
        0,
        false,
        0,
        BOUNDS,
        Arrays.stream(row, 0, Sizes.SUM).boxed().toList());
  }
}
