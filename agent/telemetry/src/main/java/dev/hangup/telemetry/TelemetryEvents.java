// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.codec.Rule;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.OpenConnections;
import dev.hangup.observer.Series;
import dev.hangup.observer.SizeTotals;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports connections through any OpenTelemetry. Safe for any thread; never blocks by itself. */
public final class TelemetryEvents implements ConnectionEvents {

  /** The instrumentation scope of all we report. */
  public static final String SCOPE = "dev.hangup";

  /** The version of OpenTelemetry's conventions that the names of theirs are of. */
  public static final String SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0";

  private final Meter meter;
  private final Metrics metrics;
  private final SpanWriter spans;

  /**
   * @param spans which ends make a span; apart from the settings since spans without an exporter
   *     would only give exemplars that lead nowhere
   */
  public TelemetryEvents(
      OpenTelemetry telemetry, ObserverSettings settings, ObserverSettings.Report spans) {
    this(telemetry, settings, spans, TraceIds.RANDOM, SpanPlaces.UNLIMITED);
    watch(Map::of, () -> {});
  }

  /**
   * @param traceIds of the SDK behind {@code telemetry}
   * @param open looked at when metrics are collected
   * @param totals recorded size by size when metrics are collected; null where the SDK reads them
   */
  public TelemetryEvents(
      OpenTelemetry telemetry,
      ObserverSettings settings,
      ObserverSettings.Report spans,
      TraceIds traceIds,
      OpenConnections open,
      @Nullable SizeTotals totals) {
    this(telemetry, settings, spans, traceIds, SpanPlaces.UNLIMITED);
    watch(open, totals == null ? () -> {} : recordSizes(totals)::record);
  }

  TelemetryEvents(
      OpenTelemetry telemetry,
      ObserverSettings settings,
      ObserverSettings.Report spans,
      TraceIds traceIds,
      SpanPlaces places) {
    meter =
        telemetry
            .meterBuilder(SCOPE)
            .setInstrumentationVersion(version())
            .setSchemaUrl(SCHEMA_URL)
            .build();
    metrics = new Metrics(meter, settings.routes());
    this.spans =
        new SpanWriter(
            telemetry
                .tracerBuilder(SCOPE)
                .setInstrumentationVersion(version())
                .setSchemaUrl(SCHEMA_URL)
                .build(),
            new Parents(telemetry.getPropagators()),
            settings,
            spans,
            traceIds,
            places,
            metrics::spansSuppressed);
  }

  /** Looked at when metrics are collected; {@code first} runs before. */
  void watch(OpenConnections open, Runnable first) {
    OpenMetrics.register(meter, open, first);
  }

  RecordedSizes recordSizes(SizeTotals totals) {
    return new RecordedSizes(meter, totals);
  }

  /** Of hangup, as it was built; empty where the jar does not say. */
  public static String version() {
    try (InputStream in = TelemetryEvents.class.getResourceAsStream("version")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public @Nullable Object currentContext() {
    return Parents.current();
  }

  @Override
  public void opened(Series series) {
    metrics.opened(series);
  }

  @Override
  public void ended(EndedConnection connection) {
    Context inside = Context.root();
    try {
      inside = spans.ended(connection);
    } finally {
      metrics.ended(connection, inside);
    }
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    Context inside = Context.root();
    try {
      inside = spans.failed(handshake);
    } finally {
      metrics.handshakeFailed(handshake, inside);
    }
  }

  @Override
  public void pingAnswered(Series series, long nanos) {
    metrics.pingAnswered(series, nanos);
  }

  @Override
  public void violation(Series series, boolean received, Rule rule) {
    metrics.violation(series, received, rule);
  }

  @Override
  public void lost(Series series) {
    metrics.lost(series);
  }
}
