// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.util.Map;

/**
 * How good the agent was.
 *
 * @param judged all that was staged, but for the ends that it may leave open and does
 */
record Score(int right, int judged, int wrong, int notStaged) {

  private static final double ENOUGH = 0.98;

  static Score of(Map<Outcome.Kind, Integer> counts) {
    int all = 0;
    for (Map.Entry<Outcome.Kind, Integer> each : counts.entrySet()) {
      all +=
          switch (each.getKey()) {
            case NOT_JUDGED, NOT_STAGED, SKIPPED -> 0;
            case RIGHT, SILENT, FLAWED, WRONG, LOST -> each.getValue();
          };
    }
    return new Score(
        counts.getOrDefault(Outcome.Kind.RIGHT, 0),
        all,
        counts.getOrDefault(Outcome.Kind.WRONG, 0),
        counts.getOrDefault(Outcome.Kind.NOT_STAGED, 0));
  }

  /** Never confidently wrong, and nearly always right. */
  boolean isGood() {
    return wrong == 0 && notStaged == 0 && right >= ENOUGH * judged;
  }

  boolean isPerfect() {
    return notStaged == 0 && right == judged;
  }

  @Override
  public String toString() {
    return "%d of %d right, %.1f %%"
        .formatted(right, judged, judged == 0 ? 100.0 : 100.0 * right / judged);
  }
}
