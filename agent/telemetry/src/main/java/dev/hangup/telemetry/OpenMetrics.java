// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.OpenConnections;
import dev.hangup.observer.OpenConnections.Waiting;
import dev.hangup.observer.Series;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Map;

/**
 * The metrics of connections that have not ended, computed when metrics are collected: nothing is
 * counted while frames pass. All of them come of one look.
 */
final class OpenMetrics {

  private final OpenConnections open;
  private final Runnable first;
  private final ObservableLongMeasurement overdue;
  private final ObservableDoubleMeasurement silence;
  private final ObservableDoubleMeasurement age;
  private final ObservableLongMeasurement pending;

  private OpenMetrics(Meter meter, OpenConnections open, Runnable first) {
    this.open = open;
    this.first = first;
    overdue =
        meter
            .gaugeBuilder("websocket.connections.overdue")
            .ofLongs()
            .setUnit("{connection}")
            .setDescription(
                "WebSocket connections that wait for too long: for the answer to a Close frame, to"
                    + " a ping, to a handshake.")
            .buildObserver();
    silence =
        meter
            .gaugeBuilder("websocket.connection.silence.max")
            .setUnit("s")
            .setDescription("The longest time that nothing has passed, of the open connections.")
            .buildObserver();
    age =
        meter
            .gaugeBuilder("websocket.connection.age.max")
            .setUnit("s")
            .setDescription("The age of the oldest open connection.")
            .buildObserver();
    pending =
        meter
            .gaugeBuilder("websocket.send.pending")
            .ofLongs()
            .setUnit("By")
            .setDescription(
                "Bytes that wait to be sent, over all open connections, where the stack tells.")
            .buildObserver();
  }

  /** With something to be done {@code first}, each time. */
  static void register(Meter meter, OpenConnections open, Runnable first) {
    OpenMetrics metrics = new OpenMetrics(meter, open, first);
    // For as long as there is the meter: nothing is ever closed but the SDK.
    meter.batchCallback(
        metrics::observe, metrics.overdue, metrics.silence, metrics.age, metrics.pending);
  }

  private void observe() {
    first.run();
    for (Map.Entry<Series, Waiting> entry : open.waiting().entrySet()) {
      Series series = entry.getKey();
      Waiting waiting = entry.getValue();
      Attributes attributes = Metrics.route(series).build();
      overdue(series, "closing", waiting.closing());
      overdue(series, "ping", waiting.ping());
      overdue(series, "handshake", waiting.handshake());
      if (waiting.open() > 0) {
        silence.record(waiting.silence() / Metrics.NANOS, attributes);
        age.record(waiting.age() / Metrics.NANOS, attributes);
        pending.record(waiting.pending(), attributes);
      }
    }
  }

  /** None is no series: there would be three for every route that was ever used. */
  private void overdue(Series series, String kind, long connections) {
    if (connections > 0) {
      overdue.record(connections, Metrics.route(series).put(AttributeNames.OVERDUE, kind).build());
    }
  }
}
