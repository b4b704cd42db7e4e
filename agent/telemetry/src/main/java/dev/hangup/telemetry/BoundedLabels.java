// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets the first so many distinct values pass; whatever comes later shares one name. */
final class BoundedLabels {

  private final int most;
  private final String other;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  BoundedLabels(int most, String other) {
    this.most = most;
    this.other = other;
  }

  String of(String value) {
    if (known.contains(value)) {
      return value;
    }
    synchronized (this) {
      if (known.size() < most) {
        known.add(value);
      }
      return known.contains(value) ? value : other;
    }
  }
}
