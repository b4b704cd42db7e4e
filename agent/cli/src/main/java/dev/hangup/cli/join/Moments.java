// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli.join;

/**
 * Whether two ends came at one moment. Each host has a clock of its own, and nothing says how they
 * differ. How long a connection lived is measured by one clock, and both ends begin with the
 * handshake; so lives are compared. The client begins a little earlier: it looks up the name,
 * connects, and waits.
 */
final class Moments {

  private static final double NANOS = 1e9;

  /** Handshakes take less, nearly always. */
  private static final double HANDSHAKE = 5;

  /** And none takes as long as that. */
  private static final double LONGEST_HANDSHAKE = 60;

  private Moments() {}

  /** That {@code heard} may have ended because of what {@code did} did: it did not end before. */
  static boolean fit(End did, End heard) {
    if (livesAreTold(did, heard)) {
      return did.lived() - heard.lived() <= HANDSHAKE;
    }
    return clocksAreTold(did, heard) && Math.abs(clocks(did, heard)) <= HANDSHAKE;
  }

  /** That {@code early} was over when {@code late} was not, and by no little. */
  static boolean longBefore(End early, End late) {
    return livesAreTold(early, late)
        && late.lived() - early.lived() > (early.isServer() ? LONGEST_HANDSHAKE : HANDSHAKE);
  }

  static boolean livesAreTold(End one, End other) {
    return one.lived() >= 0 && other.lived() >= 0;
  }

  static boolean clocksAreTold(End one, End other) {
    return one.endEpochNanos() >= 0 && other.endEpochNanos() >= 0;
  }

  /** Seconds from the first's end to the second's, each by the clock of its own host. */
  static double clocks(End from, End to) {
    return (to.endEpochNanos() - from.endEpochNanos()) / NANOS;
  }
}
