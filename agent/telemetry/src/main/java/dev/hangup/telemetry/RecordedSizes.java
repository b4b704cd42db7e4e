// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.SizeTotals;
import dev.hangup.observer.Sizes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sizes of frames and messages for an OpenTelemetry that can be reached by its API alone, which
 * takes one size a call. Where frames pass they are counted in plain fields, by bucket; what is new
 * is recorded when metrics are collected, on the thread that collects them. Counts by bucket and
 * sums are those of the wire; a single size, and so the smallest and the largest, is known to its
 * bucket only.
 */
final class RecordedSizes {

  private static final long[] BOUNDS = Sizes.bounds();

  private final SizeTotals totals;
  private final LongHistogram frames;
  private final LongHistogram messages;

  /** What has been recorded, row by row as in {@link Sizes#row}. */
  private final Map<Row, long[]> recorded = new HashMap<>();

  private record Row(SizeTotals.Key key, Sizes.Kind kind) {}

  RecordedSizes(Meter meter, SizeTotals totals) {
    this.totals = totals;
    frames = histogram(meter, SizeNames.FRAMES, SizeNames.FRAMES_DESCRIPTION);
    messages = histogram(meter, SizeNames.MESSAGES, SizeNames.MESSAGES_DESCRIPTION);
  }

  private static LongHistogram histogram(Meter meter, String name, String description) {
    List<Long> bounds = Arrays.stream(BOUNDS).boxed().toList();
    return meter
        .histogramBuilder(name)
        .ofLongs()
        .setUnit(SizeNames.UNIT)
        .setDescription(description)
        .setExplicitBucketBoundariesAdvice(bounds)
        .build();
  }

  /** Records what has come since the last time. */
  synchronized void record() {
    totals
        .collect()
        .forEach(
            (key, sizes) -> {
              for (Sizes.Kind kind : Sizes.Kind.values()) {
                long[] row = sizes.row(kind);
                if (row != null) {
                  record(key, kind, row);
                }
              }
            });
  }

  private void record(SizeTotals.Key key, Sizes.Kind kind, long[] row) {
    long[] before = recorded.computeIfAbsent(new Row(key, kind), any -> new long[Sizes.SUM + 1]);
    long spare = row[Sizes.SUM] - before[Sizes.SUM];
    for (int bucket = 0; bucket < Sizes.SUM; bucket++) {
      spare -= (row[bucket] - before[bucket]) * least(bucket);
    }
    LongHistogram histogram = SizeNames.isMessage(kind) ? messages : frames;
    Attributes attributes = SizeNames.attributes(key, kind);
    for (int bucket = 0; bucket < Sizes.SUM; bucket++) {
      long count = row[bucket] - before[bucket];
      if (count > 0) {
        // A frame counted and not yet in the sum makes this negative: it is made up for next time.
        long more = Math.max(0, Math.min(spare, count * room(bucket)));
        record(histogram, attributes, least(bucket), count, more);
        spare -= more;
        before[bucket] += count;
        before[Sizes.SUM] += count * least(bucket) + more;
      }
    }
  }

  /** So many sizes of at least {@code least}, which together are {@code more} than that. */
  private static void record(
      LongHistogram histogram, Attributes attributes, long least, long count, long more) {
    long larger = more % count;
    for (long i = 0; i < count; i++) {
      histogram.record(least + more / count + (i < larger ? 1 : 0), attributes);
    }
  }

  private static long least(int bucket) {
    return bucket == 0 ? 0 : BOUNDS[bucket - 1] + 1;
  }

  /** What the largest size of a bucket is above the least. */
  private static long room(int bucket) {
    return bucket < BOUNDS.length ? BOUNDS[bucket] - least(bucket) : Integer.MAX_VALUE;
  }
}
