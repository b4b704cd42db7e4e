// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.live.flight.Flights;
import dev.hangup.observer.Clock;
import dev.hangup.observer.ConnectionEvents;
import dev.hangup.observer.EndedConnection;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.OpenConnection;
import dev.hangup.observer.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What is live: the last ends, how many there were of each kind, how many a second, and the open
 * connections. Told of openings and ends only, on the threads of the application; asked by what
 * shows it, on another. Works where telemetry does not.
 */
public final class Live {

  /** Ends that are kept. */
  static final int ENDS = 1000;

  private static final long SECOND = 1_000_000_000L;

  private final ObserverSettings settings;
  private final Clock clock;
  private final long start;
  private final long startEpoch;
  private final Ring<End> ends = new Ring<>(ENDS);
  private final Tally tally = new Tally();
  private final Rates opens = new Rates();
  private final Rates closes = new Rates();
  private final Rates abnormal = new Rates();
  private final Rates refused = new Rates();
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder closedAbnormally = new LongAdder();
  private final LongAdder handshakesFailed = new LongAdder();
  private final Flights flights = new Flights();

  /** Before anything is observed nothing is open. */
  private volatile Supplier<List<OpenConnection>> open = List::of;

  public Live(ObserverSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.start = clock.nanoTime();
    this.startEpoch = clock.epochNanos();
  }

  /** Who tells a flight recording. */
  public Flights flights() {
    return flights;
  }

  /** Where the open connections are listed. */
  public void watch(Supplier<List<OpenConnection>> listing) {
    open = listing;
  }

  /** Takes in what is told, and passes all of it on. */
  public ConnectionEvents before(ConnectionEvents next) {
    return new LiveEvents(this, next);
  }

  void opened(Series series) {
    opened.increment();
    opens.count(second());
    flights.opened(series);
  }

  void ended(EndedConnection connection) {
    End end = End.of(connection, settings);
    ends.add(end);
    long second = second();
    tally.add(second / 60, end);
    closed.increment();
    closes.count(second);
    if (end.error()) {
      closedAbnormally.increment();
      abnormal.count(second);
    }
    flights.closed(connection);
  }

  void failed(FailedHandshake handshake) {
    End end = End.of(handshake, settings);
    ends.add(end);
    long second = second();
    tally.add(second / 60, end);
    handshakesFailed.increment();
    refused.count(second);
    flights.failed(handshake);
  }

  /** Since observing began. */
  long second() {
    return (clock.nanoTime() - start) / SECOND;
  }

  long startEpoch() {
    return startEpoch;
  }

  long nowEpoch() {
    return clock.epochNanos();
  }

  ObserverSettings settings() {
    return settings;
  }

  Ring<End> ends() {
    return ends;
  }

  Tally tally() {
    return tally;
  }

  Rates opens() {
    return opens;
  }

  Rates closes() {
    return closes;
  }

  Rates abnormal() {
    return abnormal;
  }

  Rates refused() {
    return refused;
  }

  List<OpenConnection> open() {
    return open.get();
  }

  /** The open connections by route, as they are now, for a bean. */
  public List<Now> now() {
    List<Now> routes = new ArrayList<>();
    for (OpenRoutes.Route route : OpenRoutes.of(open())) {
      routes.add(
          new Now(
              route.series(),
              route.open(),
              route.closing(),
              route.unanswered(),
              route.handshakes(),
              route.longestSilence(),
              route.oldest()));
    }
    return routes;
  }

  /**
   * One route. Times in nanoseconds.
   *
   * @param closing how many have had a Close frame for more than 30 s
   * @param unanswered how many have waited for a pong for more than 20 s
   * @param handshakes upgrades that have had no answer for more than 30 s
   */
  public record Now(
      Series series,
      int open,
      int closing,
      int unanswered,
      int handshakes,
      long longestSilence,
      long oldest) {}

  /** Connections that have opened since observing began. */
  public long openedCount() {
    return opened.sum();
  }

  /** Of those, how many have ended. */
  public long closedCount() {
    return closed.sum();
  }

  /** Of those, how many with an error for this side. */
  public long abnormalCount() {
    return closedAbnormally.sum();
  }

  /** Upgrades that came to nothing since observing began. */
  public long failedCount() {
    return handshakesFailed.sum();
  }
}
