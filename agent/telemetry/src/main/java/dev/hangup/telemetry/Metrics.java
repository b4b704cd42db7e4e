// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.Account;
import dev.hangup.close.Cause;
import dev.hangup.close.Circumstances;
import dev.hangup.close.Diagnosis;
import dev.hangup.codec.Rule;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.Series;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that are recorded when something happens. Sizes are not among them: they are counted
 * where frames pass and read when metrics are collected.
 */
final class Metrics {

  static final double NANOS = 1e9;

  /** Where proxies, browsers and frameworks have their time-outs, and what is around them. */
  private static final List<Double> LIFETIMES =
      List.of(
          0.1, 1.0, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 300.0, 600.0, 1800.0, 3600.0,
          7200.0, 21600.0, 86400.0);

  private static final List<Double> ROUND_TRIPS =
      List.of(
          0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
          30.0);

  private static final long SWITCHING_PROTOCOLS = 101;

  /** What shares one route, as the observer names it when there are too many. */
  private static final String OTHER_ROUTE = "{other}";

  // Together they keep what strangers can make of one server below 2500 series, whatever they do: a
  // histogram of lifetimes is 20 of them. Folded is first the route, then the code.
  private static final int LIFETIMES_KEPT = 40;
  private static final int LIFETIMES_OF_PEERS = 30;
  private static final int CLOSES_KEPT = 300;
  private static final int CLOSES_OF_PEERS = 160;
  private static final int CLOSES_FOLDED = 40;
  private static final int FAILURES_KEPT = 60;

  private final LongUpDownCounter active;
  private final DoubleHistogram duration;
  private final LongCounter closes;
  private final LongCounter handshakes;
  private final DoubleHistogram pingRtt;
  private final LongCounter violations;
  private final LongCounter suppressedSpans;
  private final LongCounter stalls;

  private final CloseCodeLabels codes = new CloseCodeLabels();
  private final Set<String> patterns;

  private final AttributeCache<Series> stackAttributes = new AttributeCache<>(Metrics::stack);
  private final AttributeCache<Series> routeAttributes =
      new AttributeCache<>(s -> route(s).build());
  private final AttributeCache<HandshakeKey> handshakeAttributes =
      new AttributeCache<>(HandshakeKey::attributes);
  private final AttributeCache<HandshakeKey> failureAttributes =
      new AttributeCache<>(HandshakeKey::attributes, FAILURES_KEPT, FAILURES_KEPT);
  private final AttributeCache<LifetimeKey> lifetimeAttributes =
      new AttributeCache<>(LifetimeKey::attributes, LIFETIMES_KEPT, LIFETIMES_OF_PEERS);
  private final AttributeCache<CloseKey> closeAttributes =
      new AttributeCache<>(CloseKey::attributes, CLOSES_KEPT, CLOSES_OF_PEERS);
  private final AttributeCache<CloseKey> foldedCloseAttributes =
      new AttributeCache<>(CloseKey::attributes, CLOSES_FOLDED, CLOSES_FOLDED);
  private final AttributeCache<StallKey> stallAttributes =
      new AttributeCache<>(StallKey::attributes);
  private final AttributeCache<ViolationKey> violationAttributes =
      new AttributeCache<>(ViolationKey::attributes);

  /**
   * @param patterns routes that the user named
   */
  Metrics(Meter meter, Collection<String> patterns) {
    this.patterns = Set.copyOf(patterns);
    active =
        meter
            .upDownCounterBuilder("websocket.active_connections")
            .setUnit("{connection}")
            .setDescription("WebSocket connections that are open.")
            .build();
    duration =
        meter
            .histogramBuilder("websocket.connection.duration")
            .setUnit("s")
            .setDescription("From handshake to end.")
            .setExplicitBucketBoundariesAdvice(LIFETIMES)
            .build();
    closes =
        meter
            .counterBuilder("websocket.closes")
            .setUnit("{connection}")
            .setDescription("WebSocket connections that ended, by who hung up and why.")
            .build();
    handshakes =
        meter
            .counterBuilder("websocket.handshakes")
            .setUnit("{handshake}")
            .setDescription("Upgrades that were tried, by what came of them.")
            .build();
    pingRtt =
        meter
            .histogramBuilder("websocket.ping.rtt")
            .setUnit("s")
            .setDescription("From a ping of this side to its pong.")
            .setExplicitBucketBoundariesAdvice(ROUND_TRIPS)
            .build();
    violations =
        meter
            .counterBuilder("websocket.violations")
            .setUnit("{violation}")
            .setDescription("Rules of the protocol that were broken.")
            .build();
    stalls =
        meter
            .counterBuilder("websocket.local.stalls")
            .setUnit("{stall}")
            .setDescription(
                "How often this side stood still: all of this JVM for 0.5 s or more, or an event loop or"
                    + " a handler for 1 s or more.")
            .build();
    suppressedSpans =
        meter
            .counterBuilder("websocket.spans.suppressed")
            .setUnit("{span}")
            .setDescription("Spans that were left out by a limit, or could not be sent.")
            .build();
  }

  void stalled(Series series, Circumstances.Kind kind) {
    stalls.add(1, stallAttributes.of(new StallKey(series, kind)), Context.root());
  }

  void opened(Series series) {
    active.add(1, routeAttributes.of(series), Context.root());
    handshakes.add(
        1,
        handshakeAttributes.of(new HandshakeKey(series, SWITCHING_PROTOCOLS, null)),
        Context.root());
  }

  void lost(Series series) {
    active.add(-1, routeAttributes.of(series), Context.root());
  }

  /** {@code inside} is the context of the connection's span, so that exemplars lead there. */
  void ended(EndedConnection connection, Context inside) {
    active.add(-1, routeAttributes.of(connection.series()), Context.root());
    boolean ofPeer = isOfPeer(connection);
    closes.add(1, closeAttributes(connection, ofPeer), inside);
    long nanos = Math.max(0, connection.endEpochNanos() - connection.startEpochNanos());
    duration.record(nanos / NANOS, lifetimeAttributes(connection, ofPeer), inside);
  }

  /**
   * Whether its route was made of the path that a peer chose, and of nothing that the stack knows.
   */
  private boolean isOfPeer(EndedConnection connection) {
    String route = connection.series().route();
    return connection.handshake().route() == null && (route == null || !patterns.contains(route));
  }

  private Attributes closeAttributes(EndedConnection connection, boolean ofPeer) {
    Diagnosis diagnosis = connection.diagnosis();
    String code = codes.of(diagnosis.code(), isChosenHere(connection.account()));
    CloseKey key =
        new CloseKey(
            connection.series(),
            code,
            diagnosis.cause(),
            diagnosis.initiator(),
            diagnosis.clean(),
            errorType(connection));
    Attributes attributes = closeAttributes.within(key, ofPeer);
    if (attributes == null) {
      key = key.with(folded(connection.series()), code);
      attributes = foldedCloseAttributes.within(key, true);
    }
    return attributes == null
        ? foldedCloseAttributes.of(key.with(key.series(), CloseCodeLabels.OTHER))
        : attributes;
  }

  /** An answer repeats the code it answers to, which says nothing of this side's codes. */
  private static boolean isChosenHere(Account account) {
    return account.sentClose() != null && account.sentFirst();
  }

  private Attributes lifetimeAttributes(EndedConnection connection, boolean ofPeer) {
    String errorType = errorType(connection);
    LifetimeKey key = new LifetimeKey(connection.series(), errorType);
    if (errorType == null && !ofPeer) {
      return lifetimeAttributes.of(key); // as many as the application has endpoints
    }
    Attributes attributes = lifetimeAttributes.within(key, ofPeer);
    return attributes == null
        ? lifetimeAttributes.of(new LifetimeKey(folded(connection.series()), errorType))
        : attributes;
  }

  /** Null for an end as it should be. */
  private static @Nullable String errorType(EndedConnection connection) {
    return connection.error() ? CloseAttributes.errorType(connection.diagnosis()) : null;
  }

  private static Series folded(Series series) {
    return new Series(series.role(), series.stack(), OTHER_ROUTE);
  }

  void handshakeFailed(FailedHandshake failed, Context inside) {
    Series series = failed.series();
    Attributes attributes =
        failureAttributes.within(
            new HandshakeKey(series, failed.status(), failed.diagnosis().cause().id()), true);
    handshakes.add(
        1,
        attributes == null
            ? failureAttributes.of(
                new HandshakeKey(
                    new Series(series.role(), series.stack(), null),
                    0,
                    AttributeNames.UNKNOWN_ERROR))
            : attributes,
        inside);
  }

  void pingAnswered(Series series, long nanos) {
    pingRtt.record(nanos / NANOS, stackAttributes.of(series), Context.root());
  }

  void violation(Series series, boolean received, Rule rule) {
    violations.add(
        1, violationAttributes.of(new ViolationKey(series, received, rule)), Context.root());
  }

  void spansSuppressed(Series series, int spans) {
    suppressedSpans.add(spans, stackAttributes.of(series), Context.root());
  }

  private static AttributesBuilder stackBuilder(Series series) {
    return Attributes.builder()
        .put(AttributeNames.ROLE, AttributeNames.role(series.role()))
        .put(AttributeNames.STACK, series.stack());
  }

  private static Attributes stack(Series series) {
    return stackBuilder(series).build();
  }

  static AttributesBuilder route(Series series) {
    AttributesBuilder builder = stackBuilder(series);
    if (series.route() != null) {
      builder.put(AttributeNames.ROUTE, series.route());
    }
    return builder;
  }

  private record HandshakeKey(Series series, long status, @Nullable String errorType) {
    Attributes attributes() {
      AttributesBuilder builder = route(series);
      if (status > 0) {
        builder.put(AttributeNames.STATUS_CODE, status);
      }
      if (errorType != null) {
        builder.put(AttributeNames.ERROR_TYPE, errorType);
      }
      return builder.build();
    }
  }

  /** {@code errorType} is null for an end as it should be. */
  private record LifetimeKey(Series series, @Nullable String errorType) {
    Attributes attributes() {
      AttributesBuilder builder = route(series);
      if (errorType != null) {
        builder.put(AttributeNames.ERROR_TYPE, errorType);
      }
      return builder.build();
    }
  }

  private record CloseKey(
      Series series,
      String code,
      @Nullable Cause cause,
      Diagnosis.Initiator initiator,
      boolean clean,
      @Nullable String errorType) {

    CloseKey with(Series otherSeries, String otherCode) {
      return new CloseKey(otherSeries, otherCode, cause, initiator, clean, errorType);
    }

    Attributes attributes() {
      AttributesBuilder builder =
          route(series)
              .put(AttributeNames.METRIC_CLOSE_CODE, code)
              .put(AttributeNames.CLOSE_INITIATOR, initiator.id())
              .put(AttributeNames.CLOSE_CLEAN, clean);
      if (cause != null) {
        builder.put(AttributeNames.CLOSE_CAUSE, cause.id());
      }
      if (errorType != null) {
        builder.put(AttributeNames.ERROR_TYPE, errorType);
      }
      return builder.build();
    }
  }

  private record StallKey(Series series, Circumstances.Kind kind) {
    Attributes attributes() {
      return stackBuilder(series).put(AttributeNames.LOCAL_STALL_KIND, kind.id()).build();
    }
  }

  private record ViolationKey(Series series, boolean received, Rule rule) {
    Attributes attributes() {
      return stackBuilder(series)
          .put(AttributeNames.DIRECTION, AttributeNames.direction(received))
          .put(AttributeNames.RULE, rule.id())
          .build();
    }
  }
}
