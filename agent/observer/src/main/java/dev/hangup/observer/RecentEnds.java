// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.concurrent.TimeUnit;

/**
 * How many connections of one peer ended in any one second of the last two and a half. In steps of
 * a twentieth of a second, so that its size does not depend on how many there were.
 */
final class RecentEnds {

  private static final long STEP = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int SECOND = 20;
  private static final int KEPT = 50;

  private final long origin;
  private final int[] all = new int[KEPT];
  private final int[] withoutClose = new int[KEPT];
  private final int[] byPeer = new int[KEPT];

  /** The last step that anything ended in. */
  private long last;

  RecentEnds(long origin) {
    this.origin = origin;
  }

  /**
   * Takes in an end; one that was long ago is not counted.
   *
   * @param withoutClose without a Close frame in either direction
   * @param byPeer the peer or the network ended it
   */
  void add(long at, boolean withoutClose, boolean byPeer) {
    long step = step(at);
    if (step > last) {
      for (long old = Math.max(last + 1, step - KEPT + 1); old <= step; old++) {
        int place = place(old);
        all[place] = 0;
        this.withoutClose[place] = 0;
        this.byPeer[place] = 0;
      }
      last = step;
    }
    if (step > last - KEPT) {
      int place = place(step);
      all[place]++;
      this.withoutClose[place] += withoutClose ? 1 : 0;
      this.byPeer[place] += byPeer ? 1 : 0;
    }
  }

  /**
   * A second.
   *
   * @param began on the even clock
   * @param all how many connections ended in it, however they did
   */
  record Second(long began, int all, int withoutClose, int byPeer) {}

  /** Of all seconds with this moment in them, the one in which most ended without a Close frame. */
  Second fullest(long at) {
    long step = step(at);
    Second fullest = second(step - SECOND + 1);
    for (long first = step - SECOND + 2; first <= step; first++) {
      Second other = second(first);
      if (other.withoutClose() > fullest.withoutClose()) {
        fullest = other;
      }
    }
    return fullest;
  }

  private Second second(long first) {
    int ended = 0;
    int alone = 0;
    int there = 0;
    for (long step = Math.max(first, last - KEPT + 1); step < first + SECOND; step++) {
      if (step <= last) {
        int place = place(step);
        ended += all[place];
        alone += withoutClose[place];
        there += byPeer[place];
      }
    }
    return new Second(origin + first * STEP, ended, alone, there);
  }

  private long step(long at) {
    return Math.floorDiv(at - origin, STEP);
  }

  private static int place(long step) {
    return (int) Math.floorMod(step, (long) KEPT);
  }
}
