// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.observer.OpenConnection;
import dev.hangup.observer.OpenConnections;
import dev.hangup.observer.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open connections by route. What is unusually silent is told by the others of the route: more
 * than {@link #TIMES} times as long as the half of them at least, where there are enough to say.
 */
final class OpenRoutes {

  static final int TIMES = 4;
  static final int ENOUGH = 5;
  static final long LEAST = 30_000_000_000L;

  private OpenRoutes() {}

  /**
   * One route. Times in nanoseconds.
   *
   * @param silent how many are for much longer than their route's usual
   * @param unanswered how many wait for a pong for too long
   * @param handshakes upgrades that have had no answer for too long
   * @param usualSilence half of them have been silent for no longer
   */
  record Route(
      Series series,
      int open,
      int closing,
      int silent,
      int unanswered,
      int handshakes,
      long usualSilence,
      long longestSilence,
      long oldest) {}

  static List<Route> of(List<OpenConnection> connections) {
    Map<Series, List<OpenConnection>> bySeries = new HashMap<>();
    for (OpenConnection each : connections) {
      bySeries.computeIfAbsent(each.series(), any -> new ArrayList<>()).add(each);
    }
    List<Route> routes = new ArrayList<>();
    bySeries.forEach(
        (series, all) -> {
          Route route = route(series, all);
          if (route.open() + route.handshakes() > 0) {
            routes.add(route);
          }
        });
    routes.sort(
        (a, b) ->
            a.open() == b.open()
                ? a.series().toString().compareTo(b.series().toString())
                : Integer.compare(b.open(), a.open()));
    return routes;
  }

  private static Route route(Series series, List<OpenConnection> all) {
    int closing = 0;
    int unanswered = 0;
    int handshakes = 0;
    long oldest = 0;
    long[] silences = new long[all.size()];
    int open = 0;
    for (OpenConnection each : all) {
      if (each.upgrading()) {
        handshakes += each.age() > OpenConnections.HANDSHAKE_TOO_LONG ? 1 : 0;
        continue;
      }
      silences[open++] = each.silence();
      closing += each.closing() > OpenConnections.CLOSING_TOO_LONG ? 1 : 0;
      unanswered += each.unanswered() > OpenConnections.PING_TOO_LONG ? 1 : 0;
      oldest = Math.max(oldest, each.age());
    }
    long[] sorted = Arrays.copyOf(silences, open);
    Arrays.sort(sorted);
    long usual = open == 0 ? 0 : sorted[(open - 1) / 2];
    long longest = open == 0 ? 0 : sorted[open - 1];
    return new Route(
        series,
        open,
        closing,
        silent(sorted, usual),
        unanswered,
        handshakes,
        usual,
        longest,
        oldest);
  }

  private static int silent(long[] sorted, long usual) {
    long limit = limit(sorted.length, usual);
    int silent = 0;
    for (int i = sorted.length - 1; i >= 0 && sorted[i] > limit; i--) {
      silent++;
    }
    return silent;
  }

  /** From how long a silence on it is unusual on a route. */
  static long limit(int open, long usual) {
    return open < ENOUGH ? Long.MAX_VALUE : Math.max(LEAST, TIMES * usual);
  }
}
