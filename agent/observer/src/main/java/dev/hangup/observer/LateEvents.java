// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances;
import dev.hangup.codec.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is told until telemetry is up, which is after the first connections are. Bounded: what
 * is over the bound is dropped and counted. That a connection opened, and that it is open no
 * longer, is kept as a number and never dropped: the open ones would be counted wrong for ever.
 */
public final class LateEvents implements ConnectionEvents {

  private static final int MOST = 4096;

  private final Consumer<String> lines;
  private final TraceSource traces;
  private final Deque<Consumer<ConnectionEvents>> waiting = new ArrayDeque<>();
  private final Map<Series, long[]> opened = new LinkedHashMap<>();
  private final Map<Series, long[]> lost = new LinkedHashMap<>();
  private volatile @Nullable ConnectionEvents telemetry;
  private long dropped;
  private boolean given;

  public LateEvents(Consumer<String> lines) {
    this(lines, TraceSource.NONE);
  }

  /** With what knows of traces from the first handshake on. */
  public LateEvents(Consumer<String> lines, TraceSource traces) {
    this.lines = lines;
    this.traces = traces;
  }

  /**
   * Telemetry is up: hands over what has waited, in order, and from then on passes everything
   * through. An event that telemetry cannot take is lost for itself alone.
   *
   * @param failures takes what telemetry threw
   */
  public void connect(ConnectionEvents events, Consumer<Throwable> failures) {
    while (true) {
      Consumer<ConnectionEvents> event;
      synchronized (this) {
        event = next();
        if (event == null) {
          telemetry = events;
          if (dropped > 0) {
            lines.accept(dropped + " events were dropped before telemetry was up");
          }
          return;
        }
      }
      try {
        event.accept(events);
      } catch (Throwable t) {
        failures.accept(t);
      }
    }
  }

  /** Openings first and losses last, so that no connection ends before it has begun. */
  private @Nullable Consumer<ConnectionEvents> next() {
    Series series = one(opened);
    if (series != null) {
      return events -> events.opened(series);
    }
    Consumer<ConnectionEvents> event = waiting.poll();
    if (event != null) {
      return event;
    }
    Series gone = one(lost);
    return gone == null ? null : events -> events.lost(gone);
  }

  private static @Nullable Series one(Map<Series, long[]> numbers) {
    Iterator<Map.Entry<Series, long[]>> entries = numbers.entrySet().iterator();
    if (!entries.hasNext()) {
      return null;
    }
    Map.Entry<Series, long[]> first = entries.next();
    if (--first.getValue()[0] == 0) {
      entries.remove();
    }
    return first.getKey();
  }

  /** There will be no telemetry: what waits is let go, but for lines that wait for it. */
  public void giveUp() {
    List<Consumer<ConnectionEvents>> left;
    synchronized (this) {
      given = true;
      left = new ArrayList<>(waiting);
      waiting.clear();
      opened.clear();
      lost.clear();
    }
    left.forEach(event -> event.accept(ConnectionEvents.NONE));
  }

  @Override
  public @Nullable Object currentContext() {
    return traces.current();
  }

  @Override
  public @Nullable Runnable switching() {
    return traces.switching();
  }

  @Override
  public void opened(Series series) {
    tell(events -> events.opened(series), event -> count(opened, series));
  }

  @Override
  public void ended(EndedConnection connection) {
    tell(
        events -> events.ended(connection),
        event -> {
          if (!isKept(event)) {
            count(lost, connection.series());
          }
        });
  }

  @Override
  public void ended(EndedConnection connection, EndLine line) {
    tell(
        events -> events.ended(connection, line),
        event -> {
          if (!isKept(event)) {
            count(lost, connection.series());
            line.writePlain();
          }
        });
  }

  @Override
  public void peerLost(PeerLost lost) {
    tell(events -> events.peerLost(lost), this::isKept);
  }

  @Override
  public void peerLost(PeerLost lost, EndLine line) {
    tell(
        events -> events.peerLost(lost, line),
        event -> {
          if (!isKept(event)) {
            line.writePlain();
          }
        });
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake) {
    tell(events -> events.handshakeFailed(handshake), this::isKept);
  }

  @Override
  public void handshakeFailed(FailedHandshake handshake, EndLine line) {
    tell(
        events -> events.handshakeFailed(handshake, line),
        event -> {
          if (!isKept(event)) {
            line.writePlain();
          }
        });
  }

  @Override
  public void pingAnswered(Series series, long nanos) {
    tell(events -> events.pingAnswered(series, nanos), this::isKept);
  }

  @Override
  public void violation(Series series, boolean received, Rule rule) {
    tell(events -> events.violation(series, received, rule), this::isKept);
  }

  @Override
  public void stalled(Series series, Circumstances.Kind kind) {
    tell(events -> events.stalled(series, kind), this::isKept);
  }

  @Override
  public void lost(Series series) {
    tell(events -> events.lost(series), event -> count(lost, series));
  }

  /** {@code waits} is called under the lock, where there is no telemetry yet. */
  private void tell(Consumer<ConnectionEvents> event, Consumer<Consumer<ConnectionEvents>> waits) {
    ConnectionEvents events = telemetry;
    if (events == null) {
      synchronized (this) {
        events = telemetry;
        if (events == null) {
          if (given) {
            events = ConnectionEvents.NONE;
          } else {
            waits.accept(event);
            return;
          }
        }
      }
    }
    event.accept(events);
  }

  private boolean isKept(Consumer<ConnectionEvents> event) {
    if (waiting.size() >= MOST) {
      dropped++;
      return false;
    }
    return waiting.add(event);
  }

  private static void count(Map<Series, long[]> numbers, Series series) {
    numbers.computeIfAbsent(series, none -> new long[1])[0]++;
  }
}
