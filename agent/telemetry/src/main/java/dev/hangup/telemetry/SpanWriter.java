// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Account;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.Series;
import dev.hangup.tap.Handshake;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One span per connection, made when it is over: an open connection costs no span, and a span never
 * lacks its verdict. A connection that lived long gets a second one for its close, since trace
 * stores search by the start of a span, and that was long ago.
 */
final class SpanWriter {

  private final Tracer tracer;
  private final Parents parents;
  private final ObserverSettings settings;
  private final ObserverSettings.Report wanted;
  private final TraceIds traceIds;
  private final SpanPlaces places;
  private final boolean eventsOnSpan;
  private final ObjIntConsumer<Series> suppressed;
  private final RecentIds recentIds = new RecentIds();

  /**
   * @param wanted which ends make a span here, whatever the settings say
   * @param places asked before any span is made
   * @param eventsOnSpan violations and last frames are told on the span
   * @param suppressed told of the spans that were left out
   */
  SpanWriter(
      Tracer tracer,
      Parents parents,
      ObserverSettings settings,
      ObserverSettings.Report wanted,
      TraceIds traceIds,
      SpanPlaces places,
      boolean eventsOnSpan,
      ObjIntConsumer<Series> suppressed) {
    this.tracer = tracer;
    this.parents = parents;
    this.settings = settings;
    this.wanted = wanted;
    this.traceIds = traceIds;
    this.places = places;
    this.eventsOnSpan = eventsOnSpan;
    this.suppressed = suppressed;
  }

  /**
   * Writes the spans, where they are wanted.
   *
   * @return the contexts of the close's span, else of its would-be parent
   */
  Inside ended(EndedConnection connection) {
    Context parent = parents.of(connection.handshake());
    if (!wanted.wants(connection.error())) {
      return Inside.of(parent);
    }
    Series series = connection.series();
    boolean longLived = connection.account().duration() > settings.closeSpanAfter();
    SpanClaim claim = claim(series, connection.error(), longLived ? 2 : 1);
    if (!places.take(connection.error(), claim.spans())) {
      claim.refuse();
      return Inside.of(parent);
    }
    Context under = claim.in(parent);
    Span span = start(series, connection.handshake(), under, connection.startEpochNanos());
    if (!span.isRecording()) {
      if (connection.error()) {
        claim.refuse();
      }
      return unsampled(parent, span);
    }
    Context inside = inside(under, span);
    try {
      EndAttributes.all(span::setAttribute, connection, settings);
      status(span, connection);
      events(span, connection);
      return Inside.of(longLived ? inside(inside, close(connection, inside)) : inside);
    } finally {
      end(span, connection.startEpochNanos(), connection.endEpochNanos());
    }
  }

  /** As {@link #ended}, for an upgrade that came to nothing. */
  Inside failed(FailedHandshake failed) {
    Context parent = parents.of(failed.handshake());
    if (!wanted.wants(true)) {
      return Inside.of(parent);
    }
    // Not abnormal: strangers must not use up the room that broken connections have.
    SpanClaim claim = claim(failed.series(), false, 1);
    if (!places.take(false, 1)) {
      claim.refuse();
      return Inside.of(parent);
    }
    Context under = claim.in(parent);
    Span span = start(failed.series(), failed.handshake(), under, failed.startEpochNanos());
    if (!span.isRecording()) {
      return unsampled(parent, span);
    }
    try {
      HandshakeAttributes.failed(span::setAttribute, failed, settings);
      span.setStatus(StatusCode.ERROR, failed.diagnosis().evidence());
      return Inside.of(inside(under, span));
    } finally {
      end(span, failed.startEpochNanos(), failed.endEpochNanos());
    }
  }

  /**
   * Where there is no span. A trace that was never sampled, and has no other span either, still has
   * an id that both ends of a connection share: good for a log record, and for no exemplar.
   */
  private static Inside unsampled(Context parent, Span span) {
    return Parents.spanOf(parent).isValid() || !span.getSpanContext().isValid()
        ? Inside.of(parent)
        : new Inside(parent, inside(parent, span));
  }

  /**
   * OpenTelemetry's agent takes hold of every copy of the API that is loaded, also of the one
   * beside {@code SdkTelemetry}. Its {@code AgentContextWrapper} keeps spans of the agent's kind
   * only, and drops an {@code SdkSpan} without a word; what {@code Span.wrap} makes is of that
   * kind.
   */
  private static Context inside(Context under, Span span) {
    Context inside = under.with(span);
    return Span.fromContext(inside) == span ? inside : under.with(Span.wrap(span.getSpanContext()));
  }

  /**
   * The contexts of one end.
   *
   * @param exemplar to record metrics in
   * @param log for log records
   */
  record Inside(Context exemplar, Context log) {

    static final Inside NOTHING = of(Context.root());

    static Inside of(Context both) {
      return new Inside(both, both);
    }
  }

  private static void status(Span span, EndedConnection connection) {
    if (connection.error()) {
      span.setStatus(StatusCode.ERROR, connection.diagnosis().evidence());
    }
  }

  private void events(Span span, EndedConnection connection) {
    if (eventsOnSpan) {
      EndEvents.add(span, connection);
    }
  }

  private SpanClaim claim(Series series, boolean abnormal, int spans) {
    return new SpanClaim(abnormal, spans, left -> suppressed.accept(series, left));
  }

  private Span start(Series series, Handshake handshake, Context under, long startEpochNanos) {
    SpanBuilder builder =
        tracer
            .spanBuilder(name(series))
            .setSpanKind(handshake.isServer() ? SpanKind.SERVER : SpanKind.CLIENT)
            .setStartTimestamp(startEpochNanos, TimeUnit.NANOSECONDS);
    SpanContext parent = Parents.spanOf(under);
    if (!parent.isValid() || settings.linkParent()) {
      return root(builder, parent, series, handshake, under);
    }
    return builder.setParent(under).startSpan();
  }

  /** Both ends of a connection that have no other trace meet in the one with its id. */
  private Span root(
      SpanBuilder builder, SpanContext linked, Series series, Handshake handshake, Context under) {
    if (linked.isValid()) {
      builder.addLink(linked);
    }
    builder.setParent(under.with(Span.getInvalid()));
    traceIds.next(traceOf(series, handshake.connectionId()));
    try {
      return builder.startSpan();
    } finally {
      traceIds.next(null);
    }
  }

  private @Nullable String traceOf(Series series, @Nullable String connectionId) {
    return settings.connectionTraces()
            && connectionId != null
            && TraceId.isValid(connectionId)
            && recentIds.isNew(series.role(), connectionId)
        ? connectionId
        : null;
  }

  /** From the first Close frame on; where there was none, the moment of the end. */
  private Span close(EndedConnection connection, Context under) {
    long start = connection.endEpochNanos() - Math.max(0, closing(connection.account()));
    Span span =
        tracer
            .spanBuilder(name(connection.series()) + " close")
            .setParent(under)
            .setStartTimestamp(Math.max(connection.startEpochNanos(), start), TimeUnit.NANOSECONDS)
            .startSpan();
    try {
      CloseAttributes.put(span::setAttribute, connection, settings);
      status(span, connection);
      HandshakeAttributes.identity(span::setAttribute, connection.series(), connection.handshake());
      events(span, connection);
    } finally {
      end(span, Math.max(connection.startEpochNanos(), start), connection.endEpochNanos());
    }
    return span;
  }

  private static long closing(Account account) {
    Account.CloseFrame sent = account.sentClose();
    Account.CloseFrame received = account.receivedClose();
    return Math.max(sent == null ? 0 : sent.age(), received == null ? 0 : received.age());
  }

  private static String name(Series series) {
    return series.route() == null ? "WS" : "WS " + series.route();
  }

  // The wall clock may have been set back in the meantime; a span must not end before it starts.
  private static void end(Span span, long startEpochNanos, long endEpochNanos) {
    span.end(Math.max(startEpochNanos, endEpochNanos), TimeUnit.NANOSECONDS);
  }
}
