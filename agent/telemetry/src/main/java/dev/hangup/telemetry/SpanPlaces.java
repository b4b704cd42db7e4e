// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.Clock;

/** Who may write spans now. Asked before there is a span, for all of one end at once. */
interface SpanPlaces {

  /** For the agent's own SDK, whose queue decides. */
  SpanPlaces UNLIMITED = (abnormal, spans) -> true;

  boolean take(boolean abnormal, int spans);

  /**
   * So many in a second at most. The last quarter of them is for abnormal ends: of a queue that is
   * somebody else's nothing can be taken out again to make room.
   */
  static SpanPlaces perSecond(int most, Clock clock) {
    return new Bounded(most, clock);
  }

  /** Refills as time goes by. */
  final class Bounded implements SpanPlaces {

    private static final double NANOS = 1e9;

    private final int most;
    private final Clock clock;
    private double free;
    private long at;

    Bounded(int most, Clock clock) {
      this.most = most;
      this.clock = clock;
      this.free = most;
      this.at = clock.nanoTime();
    }

    @Override
    public synchronized boolean take(boolean abnormal, int spans) {
      long now = clock.nanoTime();
      free = Math.min(most, free + Math.max(0, now - at) / NANOS * most);
      at = now;
      if (free - (abnormal ? 0 : most / 4) < spans) {
        return false;
      }
      free -= spans;
      return true;
    }
  }
}
