// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Series;
import dev.hangup.observer.Settings;
import dev.hangup.tap.Handshake;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One span per connection, made when it is over: an open connection costs no span, and a span never
 * lacks its verdict.
 */
final class SpanWriter {

  private final Tracer tracer;
  private final Parents parents;
  private final Settings settings;
  private final Settings.Report wanted;
  private final Consumer<Series> suppressed;

  /**
   * @param wanted which ends make a span here, whatever the settings say
   * @param suppressed told of each abnormal end whose span was not recorded
   */
  SpanWriter(
      Tracer tracer,
      Parents parents,
      Settings settings,
      Settings.Report wanted,
      Consumer<Series> suppressed) {
    this.tracer = tracer;
    this.parents = parents;
    this.settings = settings;
    this.wanted = wanted;
    this.suppressed = suppressed;
  }

  /**
   * Writes the span, where one is wanted.
   *
   * @return the context to record in: the span's, else its would-be parent's
   */
  Context ended(EndedConnection connection) {
    Context parent = parents.of(connection.handshake());
    if (!wanted.wants(connection.error())) {
      return parent;
    }
    Context under = connection.error() ? AbnormalEnd.mark(parent) : parent;
    Span span =
        start(connection.series(), connection.handshake(), under, connection.startEpochNanos());
    if (span.isRecording()) {
      AttributesBuilder attributes = Attributes.builder();
      HandshakeAttributes.put(
          attributes,
          connection.series(),
          connection.handshake(),
          connection.target(),
          settings.captureQuery());
      EndAttributes.put(attributes, connection, settings.captureReason());
      span.setAllAttributes(attributes.build());
      EndEvents.add(span, connection);
      if (connection.error()) {
        span.setStatus(StatusCode.ERROR);
      }
    }
    if (connection.error() && !span.getSpanContext().isSampled()) {
      suppressed.accept(connection.series());
    }
    end(span, connection.startEpochNanos(), connection.endEpochNanos());
    return parent.with(span);
  }

  /** As {@link #ended}, for an upgrade that came to nothing. */
  Context failed(FailedHandshake failed) {
    Context parent = parents.of(failed.handshake());
    if (!wanted.wants(true)) {
      return parent;
    }
    Span span = start(failed.series(), failed.handshake(), parent, failed.startEpochNanos());
    if (span.isRecording()) {
      AttributesBuilder attributes = Attributes.builder();
      HandshakeAttributes.put(
          attributes,
          failed.series(),
          failed.handshake(),
          failed.target(),
          settings.captureQuery());
      if (failed.status() > 0) {
        attributes.put(AttributeNames.STATUS_CODE, (long) failed.status());
      }
      attributes.put(AttributeNames.ERROR_TYPE, Metrics.errorType(failed));
      span.setAllAttributes(attributes.build());
      span.setStatus(StatusCode.ERROR);
    }
    end(span, failed.startEpochNanos(), failed.endEpochNanos());
    return parent.with(span);
  }

  private Span start(Series series, Handshake handshake, Context under, long startEpochNanos) {
    SpanBuilder builder =
        tracer
            .spanBuilder(series.route() == null ? "WS" : "WS " + series.route())
            .setSpanKind(handshake.isServer() ? SpanKind.SERVER : SpanKind.CLIENT)
            .setStartTimestamp(startEpochNanos, TimeUnit.NANOSECONDS);
    if (settings.linkParent()) {
      SpanContext parent = Parents.spanOf(under);
      if (parent.isValid()) {
        builder.addLink(parent);
      }
      builder.setParent(under.with(Span.getInvalid()));
    } else {
      builder.setParent(under);
    }
    // What a sampler may decide by; the rest follows once it has decided.
    builder.setAttribute(AttributeNames.ROLE, AttributeNames.role(series.role()));
    builder.setAttribute(AttributeNames.STACK, series.stack());
    if (series.route() != null) {
      builder.setAttribute(AttributeNames.ROUTE, series.route());
    }
    return builder.startSpan();
  }

  // The wall clock may have been set back in the meantime; a span must not end before it starts.
  private static void end(Span span, long startEpochNanos, long endEpochNanos) {
    span.end(Math.max(startEpochNanos, endEpochNanos), TimeUnit.NANOSECONDS);
  }
}
