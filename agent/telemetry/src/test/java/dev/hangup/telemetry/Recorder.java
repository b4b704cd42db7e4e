// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.observer.Clock;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.OpenConnections;
import dev.hangup.observer.Series;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The events under test, wired to an SDK that keeps what it is told. */
final class Recorder implements AutoCloseable {

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final InMemoryLogRecordExporter records = InMemoryLogRecordExporter.create();
  private final OpenTelemetrySdk sdk;
  final TelemetryEvents events;

  /** Nanoseconds of the even clock that limits look at. */
  long now;

  /** What is told of connections that have not ended. */
  Map<Series, OpenConnections.Waiting> open = Map.of();

  Recorder(Map<String, String> settings, Sampler sampler) {
    this(settings, sampler, SpanLimits.getDefault());
  }

  Recorder(Map<String, String> settings, Sampler sampler, SpanLimits limits) {
    GivenIds ids = new GivenIds();
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setSampler(sampler)
                    .setSpanLimits(limits)
                    .setIdGenerator(ids)
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setLoggerProvider(
                SdkLoggerProvider.builder()
                    .addLogRecordProcessor(SimpleLogRecordProcessor.create(records))
                    .build())
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setPropagators(
                ContextPropagators.create(
                    TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(),
                        W3CBaggagePropagator.getInstance())))
            .build();
    ObserverSettings read =
        ObserverSettings.read(
            settings,
            Map.of(),
            warning -> {
              throw new AssertionError(warning);
            });
    events =
        new TelemetryEvents(
            sdk, read, read.spans(), true, ids, SpanPlaces.UNLIMITED, new TestClock());
    events.watch(() -> open, () -> {});
  }

  Recorder() {
    this(Map.of(), Sampler.parentBased(Sampler.alwaysOn()));
  }

  List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  SpanData span() {
    assertThat(spans.getFinishedSpanItems()).hasSize(1);
    return spans.getFinishedSpanItems().get(0);
  }

  /** The log records since the last time they were asked for. */
  List<LogRecordData> records() {
    List<LogRecordData> emitted = records.getFinishedLogRecordItems();
    records.reset();
    return emitted;
  }

  LogRecordData record() {
    List<LogRecordData> emitted = records();
    assertThat(emitted).hasSize(1);
    return emitted.get(0);
  }

  boolean hasNoSpan() {
    return spans.getFinishedSpanItems().isEmpty();
  }

  /** One collection; what exemplars it brings, the next will not. */
  Collection<MetricData> collect() {
    return metrics.collectAllMetrics();
  }

  MetricData metric(String name) {
    return metric(collect(), name);
  }

  static MetricData metric(Collection<MetricData> collected, String name) {
    return collected.stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing was recorded for " + name));
  }

  /** How many series a scraper would see: of a histogram its buckets, count and sum. */
  int series() {
    int series = 0;
    for (MetricData metric : collect()) {
      for (PointData point : metric.getData().getPoints()) {
        series +=
            point instanceof HistogramPointData histogram ? histogram.getCounts().size() + 2 : 1;
      }
    }
    return series;
  }

  /** Values by attributes; of histograms the count. */
  Map<Map<String, Object>, Long> values(String name) {
    Map<Map<String, Object>, Long> values = new HashMap<>();
    MetricData metric = metric(name);
    switch (metric.getType()) {
      case LONG_SUM ->
          metric
              .getLongSumData()
              .getPoints()
              .forEach(p -> values.put(plain(p.getAttributes()), p.getValue()));
      case HISTOGRAM ->
          metric
              .getHistogramData()
              .getPoints()
              .forEach(p -> values.put(plain(p.getAttributes()), p.getCount()));
      default -> throw new AssertionError(metric.getType());
    }
    return values;
  }

  /** Attributes with their types, in a form that can be written down in a test. */
  static Map<String, Object> plain(Attributes attributes) {
    Map<String, Object> plain = new TreeMap<>();
    attributes.forEach((AttributeKey<?> key, Object value) -> plain.put(key.getKey(), value));
    return plain;
  }

  @Override
  public void close() {
    sdk.close();
  }

  private final class TestClock implements Clock {
    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public long epochNanos() {
      return Story.END;
    }
  }

  /** For one thread. */
  private static final class GivenIds implements IdGenerator, TraceIds {
    private @Nullable String next;

    @Override
    public void next(@Nullable String id) {
      next = id;
    }

    @Override
    public String generateSpanId() {
      return IdGenerator.random().generateSpanId();
    }

    @Override
    public String generateTraceId() {
      return next == null ? IdGenerator.random().generateTraceId() : next;
    }
  }
}
