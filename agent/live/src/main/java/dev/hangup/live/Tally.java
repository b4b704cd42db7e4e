// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.codec.Role;
import dev.hangup.observer.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends by cause and route, minute by minute, for the last {@link #MINUTES}. Bounded: when there are
 * {@link #MOST} groups, those that nothing fell into for that long go, and else the new one is
 * counted among the others of its cause, without a route. The lock is held for a look into a map.
 */
final class Tally {

  static final int MINUTES = 75;
  static final int MOST = 500;

  /** As routes are called that there is no room for. */
  static final String OTHER = "{other}";

  private final Map<Key, Group> groups = new HashMap<>();

  /** What ends are grouped by. */
  record Key(boolean handshake, Role role, String stack, @Nullable String route, String cause) {

    Key withoutRoute() {
      return new Key(handshake, role, stack, OTHER, cause);
    }
  }

  /** Guarded by the tally. */
  private static final class Group {
    private final int[] counts = new int[MINUTES];
    private final long[] firstAt = new long[MINUTES];
    private long minute = Long.MIN_VALUE;
    private long lastMinute;
    private End last;

    Group(End first) {
      last = first;
    }

    /** A thread may be late by a minute; what is older than the ring is not counted. */
    void add(long now, End end) {
      forget(now);
      if (now <= minute - MINUTES) {
        return;
      }
      int place = (int) (now % MINUTES);
      if (counts[place]++ == 0) {
        firstAt[place] = end.endEpochNanos();
      }
      last = end;
      lastMinute = Math.max(lastMinute, now);
    }

    /** Clears the minutes that have come since. */
    private void forget(long now) {
      if (minute == Long.MIN_VALUE || now - minute >= MINUTES) {
        Arrays.fill(counts, 0);
        minute = now;
      }
      while (minute < now) {
        minute++;
        counts[(int) (minute % MINUTES)] = 0;
      }
    }

    boolean isOld(long now) {
      return now - lastMinute >= MINUTES;
    }

    int count(long from, long to) {
      int count = 0;
      for (long each = Math.max(from, 0); each <= to; each++) {
        count += counts[(int) (each % MINUTES)];
      }
      return count;
    }

    long firstAt(long from, long to) {
      for (long each = Math.max(from, 0); each <= to; each++) {
        if (counts[(int) (each % MINUTES)] > 0) {
          return firstAt[(int) (each % MINUTES)];
        }
      }
      return last.endEpochNanos();
    }
  }

  /**
   * One group.
   *
   * @param count in the time asked for
   * @param before in the hour before that, as far as it is kept
   * @param firstEpochNanos in the time asked for
   * @param last the newest one of the group
   */
  record Counted(Key key, int count, int before, long firstEpochNanos, End last) {}

  /** {@code minute} counts from the start of observing. */
  synchronized void add(long minute, End end) {
    Series series = end.series();
    Key key =
        new Key(end.isHandshake(), series.role(), series.stack(), series.route(), end.cause());
    Group group = groups.get(key);
    if (group == null) {
      key = roomFor(key, minute);
      group = groups.computeIfAbsent(key, any -> new Group(end));
    }
    group.add(minute, end);
  }

  private Key roomFor(Key key, long minute) {
    if (groups.size() < MOST) {
      return key;
    }
    groups.values().removeIf(group -> group.isOld(minute));
    // Causes, stacks and roles are few: so many more there can be at most.
    return groups.size() < MOST ? key : key.withoutRoute();
  }

  /** The groups of the last {@code window} minutes and of the hour before, most frequent first. */
  synchronized List<Counted> groups(long minute, int window) {
    List<Counted> all = new ArrayList<>();
    long from = minute - window + 1;
    groups.forEach(
        (key, group) -> {
          if (group.isOld(minute)) {
            return;
          }
          group.forget(minute);
          int count = group.count(from, minute);
          int before = group.count(Math.max(from - 60, minute - MINUTES + 1), from - 1);
          if (count + before > 0) {
            all.add(new Counted(key, count, before, group.firstAt(from, minute), group.last));
          }
        });
    all.sort(
        (a, b) ->
            a.count() == b.count()
                ? Long.compare(b.last().endEpochNanos(), a.last().endEpochNanos())
                : Integer.compare(b.count(), a.count()));
    return all;
  }
}
