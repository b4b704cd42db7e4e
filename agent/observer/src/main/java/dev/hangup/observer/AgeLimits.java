// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Around;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * At which ages connections of one peer were cut with traffic on them. An age that any other
 * connection of the route outlived is no limit and is forgotten, so that what is left is what none
 * has passed since. Guarded by its {@link Peers}.
 */
final class AgeLimits {

  /** So many alike make a limit. */
  static final int ENOUGH = 5;

  private static final int KEPT = 16;

  /** Many that end in one moment tell as much as one of them. */
  private static final long MOMENT = TimeUnit.SECONDS.toNanos(1);

  /** What a clock and a busy machine may be off by. */
  private static final long LEAST_TOLERANCE = TimeUnit.MILLISECONDS.toNanos(50);

  /** Younger than that is no age. */
  private static final long YOUNG = TimeUnit.SECONDS.toNanos(2);

  private record Cut(@Nullable String route, long age, long at) {}

  /** In order of time. */
  private final List<Cut> cuts = new ArrayList<>(4);

  /** When the open connections were looked at last, and whether one of them was older. */
  private long lookedAt;

  private boolean looked;
  private boolean outlived;

  /** One percent. */
  private static long tolerance(long age) {
    return Math.max(age / 100, LEAST_TOLERANCE);
  }

  /**
   * Takes in the end of a connection.
   *
   * @param cut without a Close frame, by the peer, with traffic until then
   */
  void ended(@Nullable String route, long age, long at, boolean cut) {
    if (age < YOUNG) {
      return;
    }
    cuts.removeIf(each -> Objects.equals(each.route(), route) && each.age() < age - tolerance(age));
    if (cut && cuts.stream().noneMatch(each -> isOfTheSameMoment(each, route, age, at))) {
      if (cuts.size() == KEPT) {
        cuts.remove(0);
      }
      cuts.add(new Cut(route, age, at));
    }
  }

  private static boolean isOfTheSameMoment(Cut cut, @Nullable String route, long age, long at) {
    return Objects.equals(cut.route(), route)
        && Math.abs(cut.age() - age) <= tolerance(age)
        && Math.abs(cut.at() - at) < MOMENT;
  }

  /** The limit that an age is at; null where none is known. */
  Around.@Nullable AgeLimit at(@Nullable String route, long age) {
    long oldest = 0;
    for (Cut each : cuts) {
      oldest = Objects.equals(each.route(), route) ? Math.max(oldest, each.age()) : oldest;
    }
    long least = oldest - tolerance(oldest);
    int alike = 0;
    long youngest = oldest;
    for (Cut each : cuts) {
      if (Objects.equals(each.route(), route) && each.age() >= least) {
        alike++;
        youngest = Math.min(youngest, each.age());
      }
    }
    boolean isAtIt = age >= least && age <= oldest + tolerance(oldest);
    return alike >= ENOUGH && isAtIt ? new Around.AgeLimit(alike, youngest, oldest) : null;
  }

  /**
   * Whether the open connections are to be looked at: that takes a while, and holds for another.
   */
  boolean isToBeLookedAt(long now) {
    return !looked || now - lookedAt > 5 * MOMENT;
  }

  void looked(boolean older, long now) {
    looked = true;
    lookedAt = now;
    outlived = older;
  }

  /** By a connection that was open when they were looked at. */
  boolean isOutlived() {
    return outlived;
  }
}
