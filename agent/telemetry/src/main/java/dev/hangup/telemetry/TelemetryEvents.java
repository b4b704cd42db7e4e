// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Circumstances;
import dev.hangup.codec.Rule;
import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndLine;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.OpenConnections;
import dev.hangup.observer.PeerLost;
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

  private static final String VERSION = readVersion();

  private final ObserverSettings settings;
  private final Meter meter;
  private final Metrics metrics;
  private final SpanWriter spans;
  private final @Nullable LogRecords records;

  /**
   * @param spans which ends make a span; apart from the settings since spans without an exporter
   *     would only give exemplars that lead nowhere
   */
  public TelemetryEvents(
      OpenTelemetry telemetry, ObserverSettings settings, ObserverSettings.Report spans) {
    this(telemetry, settings, spans, true, TraceIds.RANDOM, SpanPlaces.UNLIMITED, Clock.SYSTEM);
    watch(Map::of, () -> {});
  }

  /**
   * @param records whether the SDK behind {@code telemetry} exports log records
   * @param traceIds of the SDK behind {@code telemetry}
   * @param open looked at when metrics are collected
   * @param totals recorded size by size when metrics are collected; null where the SDK reads them
   */
  public TelemetryEvents(
      OpenTelemetry telemetry,
      ObserverSettings settings,
      ObserverSettings.Report spans,
      boolean records,
      TraceIds traceIds,
      OpenConnections open,
      @Nullable SizeTotals totals) {
    this(telemetry, settings, spans, records, traceIds, SpanPlaces.UNLIMITED, Clock.SYSTEM);
    watch(open, totals == null ? () -> {} : recordSizes(totals)::record);
  }

  TelemetryEvents(
      OpenTelemetry telemetry,
      ObserverSettings settings,
      ObserverSettings.Report spans,
      boolean records,
      TraceIds traceIds,
      SpanPlaces places,
      Clock clock) {
    this.settings = settings;
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
            !records || settings.events().onSpan(),
            metrics::spansSuppressed);
    this.records =
        records
            ? new LogRecords(
                telemetry
                    .getLogsBridge()
                    .loggerBuilder(SCOPE)
                    .setInstrumentationVersion(version())
                    .setSchemaUrl(SCHEMA_URL)
                    .build(),
                settings,
                clock)
            : null;
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
    return VERSION;
  }

  private static String readVersion() {
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
    told(connection);
  }

  /** The line has what a log record would have. */
  @Override
  public void ended(EndedConnection connection, EndLine line) {
    Context inside = Context.root();
    try {
      inside = told(connection).log();
    } finally {
      line.write(CloseLine.of(connection, inside, settings, line.skipped()));
    }
  }

  private SpanWriter.Inside told(EndedConnection connection) {
    SpanWriter.Inside inside = SpanWriter.Inside.NOTHING;
    try {
      inside = spans.ended(connection);
    } finally {
      try {
        metrics.ended(connection, inside.exemplar());
      } finally {
        if (records != null) {
          records.ended(connection, inside.log());
        }
      }
    }
    return inside;
  }

  @Override
  public void peerLost(PeerLost lost) {
    if (records != null) {
      records.lost(lost);
    }
  }

  @Override
  public void peerLost(PeerLost lost, EndLine line) {
    try {
      peerLost(lost);
    } finally {
      line.write(CloseLine.of(lost, settings, line.skipped()));
    }
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    told(handshake);
  }

  /** Likewise. */
  @Override
  public void handshakeFailed(FailedHandshake handshake, EndLine line) {
    Context inside = Context.root();
    try {
      inside = told(handshake).log();
    } finally {
      line.write(CloseLine.of(handshake, inside, settings, line.skipped()));
    }
  }

  private SpanWriter.Inside told(FailedHandshake handshake) {
    SpanWriter.Inside inside = SpanWriter.Inside.NOTHING;
    try {
      inside = spans.failed(handshake);
    } finally {
      try {
        metrics.handshakeFailed(handshake, inside.exemplar());
      } finally {
        if (records != null) {
          records.failed(handshake, inside.log());
        }
      }
    }
    return inside;
  }

  /**
   * A line at the end, for the log records that were left out since the last one; null for none.
   */
  public @Nullable String lastWord() {
    long untold = records == null ? 0 : records.untold();
    return untold == 0
        ? null
        : untold
            + (untold == 1 ? " log record" : " log records")
            + " left out at the end: hangup.log.records.per.second is "
            + settings.logRecordsPerSecond();
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
  public void stalled(Series series, Circumstances.Kind kind) {
    metrics.stalled(series, kind);
  }

  @Override
  public void lost(Series series) {
    metrics.lost(series);
  }
}
