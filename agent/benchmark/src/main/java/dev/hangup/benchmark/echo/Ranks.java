// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.util.List;

/** Where figures lie. */
final class Ranks {

  private Ranks() {}

  static double median(List<Double> figures) {
    return at(figures, 0.5);
  }

  /** The figure at a rank from 0 to 1; between two of them, so much of each. */
  static double at(List<Double> figures, double rank) {
    List<Double> sorted = figures.stream().sorted().toList();
    double place = rank * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }
}
