// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For an exporter that prefers deltas: the SDK turns its own instruments into them, a producer it
 * takes as it is. Like the SDK's, a delta is gone once it was handed over, delivered or not.
 */
final class DeltaSizes implements MetricExporter {

  private final MetricExporter exporter;
  private final Map<Row, HistogramPointData> before = new HashMap<>();

  private DeltaSizes(MetricExporter exporter) {
    this.exporter = exporter;
  }

  /** {@code exporter} itself where it wants totals. */
  static MetricExporter where(MetricExporter exporter) {
    return exporter.getAggregationTemporality(InstrumentType.HISTOGRAM)
            == AggregationTemporality.DELTA
        ? new DeltaSizes(exporter)
        : exporter;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    List<MetricData> out = new ArrayList<>(metrics.size());
    for (MetricData metric : metrics) {
      if (!metric.getName().equals(SizeMetrics.FRAMES)
          && !metric.getName().equals(SizeMetrics.MESSAGES)) {
        out.add(metric);
        continue;
      }
      MetricData delta = delta(metric);
      if (delta != null) {
        out.add(delta);
      }
    }
    return exporter.export(out);
  }

  /** Null where nothing was counted since the last time. */
  private synchronized @Nullable MetricData delta(MetricData total) {
    List<HistogramPointData> points = new ArrayList<>();
    for (HistogramPointData now : total.getHistogramData().getPoints()) {
      HistogramPointData last = before.put(new Row(total.getName(), now.getAttributes()), now);
      if (last == null) {
        points.add(now);
      } else if (now.getCount() != last.getCount()) {
        points.add(difference(last, now));
      }
    }
    return points.isEmpty()
        ? null
        : ImmutableMetricData.createDoubleHistogram(
            total.getResource(),
            total.getInstrumentationScopeInfo(),
            total.getName(),
            total.getDescription(),
            total.getUnit(),
            HistogramData.create(AggregationTemporality.DELTA, points));
  }

  private static HistogramPointData difference(HistogramPointData last, HistogramPointData now) {
    List<Long> counts = new ArrayList<>(now.getCounts().size());
    for (int i = 0; i < now.getCounts().size(); i++) {
      counts.add(now.getCounts().get(i) - last.getCounts().get(i));
    }
    return HistogramPointData.create(
        last.getEpochNanos(),
        now.getEpochNanos(),
        now.getAttributes(),
        now.getSum() - last.getSum(),
        false,
        0,
        false,
        0,
        now.getBoundaries(),
        counts);
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return exporter.getAggregationTemporality(type);
  }

  @Override
  public Aggregation getDefaultAggregation(InstrumentType type) {
    return exporter.getDefaultAggregation(type);
  }

  @Override
  public MemoryMode getMemoryMode() {
    return exporter.getMemoryMode();
  }

  private record Row(String metric, Attributes attributes) {}
}
