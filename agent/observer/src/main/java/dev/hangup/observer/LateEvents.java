// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.codec.Rule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is told until telemetry is up, which is after the first connections are. Bounded: what
 * is over the bound is dropped and counted.
 */
public final class LateEvents implements ConnectionEvents {

  private static final int MOST = 4096;

  private final Consumer<String> lines;
  private final Deque<Consumer<ConnectionEvents>> waiting = new ArrayDeque<>();
  private volatile @Nullable ConnectionEvents telemetry;
  private long dropped;
  private boolean given;

  public LateEvents(Consumer<String> lines) {
    this.lines = lines;
  }

  /**
   * Telemetry is up: hands over what has waited, in order, and from then on passes everything
   * through.
   */
  public void connect(ConnectionEvents events) {
    while (true) {
      Consumer<ConnectionEvents> event;
      synchronized (this) {
        event = waiting.poll();
        if (event == null) {
          telemetry = events;
          break;
        }
      }
      event.accept(events);
    }
    if (dropped > 0) {
      lines.accept(dropped + " events were dropped before telemetry was up");
    }
  }

  /** There will be no telemetry: what waits is let go. */
  public synchronized void giveUp() {
    given = true;
    waiting.clear();
  }

  @Override
  public @Nullable Object currentContext() {
    ConnectionEvents events = telemetry;
    return events == null ? null : events.currentContext();
  }

  @Override
  public void opened(Series series) {
    tell(events -> events.opened(series));
  }

  @Override
  public void ended(EndedConnection connection) {
    tell(events -> events.ended(connection));
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    tell(events -> events.handshakeFailed(handshake));
  }

  @Override
  public void pingAnswered(Series series, long nanos) {
    tell(events -> events.pingAnswered(series, nanos));
  }

  @Override
  public void violation(Series series, boolean received, Rule rule) {
    tell(events -> events.violation(series, received, rule));
  }

  @Override
  public void lost(Series series) {
    tell(events -> events.lost(series));
  }

  private void tell(Consumer<ConnectionEvents> event) {
    ConnectionEvents events = telemetry;
    if (events == null) {
      synchronized (this) {
        events = telemetry;
        if (events == null) {
          if (given) {
            return;
          }
          if (waiting.size() < MOST) {
            waiting.add(event);
          } else {
            dropped++;
          }
          return;
        }
      }
    }
    event.accept(events);
  }
}
