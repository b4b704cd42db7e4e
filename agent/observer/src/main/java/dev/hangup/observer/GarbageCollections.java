// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long collections stopped all threads of this JVM. In nanoseconds; the JVM counts ms. */
final class GarbageCollections {

  private static final long MILLISECOND = 1_000_000L;

  private final List<GarbageCollectorMXBean> stopping = new ArrayList<>();
  private long millis;

  GarbageCollections() {
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (stopsThreads(each.getName())) {
        stopping.add(each);
      }
    }
    millis = total();
  }

  /** What works beside the application's threads is told as a bean of its own. */
  static boolean stopsThreads(String name) {
    String words = name.toLowerCase(Locale.ROOT);
    return !words.contains("cycles") && !words.contains("concurrent");
  }

  private long total() {
    long total = 0;
    for (GarbageCollectorMXBean each : stopping) {
      total += Math.max(0, each.getCollectionTime());
    }
    return total;
  }

  void remember() {
    millis = total();
  }

  /** Since it was last remembered. */
  long sinceThen() {
    return (total() - millis) * MILLISECOND;
  }

  /** Within the time just past: of each collector the last one, since no total is known yet. */
  long ofTheLast(long lasted) {
    long now = ManagementFactory.getRuntimeMXBean().getUptime();
    long from = now - lasted / MILLISECOND;
    long inside = 0;
    for (GarbageCollectorMXBean each : stopping) {
      inside += lastInside(each, from, now);
    }
    return inside * MILLISECOND;
  }

  private static long lastInside(GarbageCollectorMXBean each, long from, long to) {
    if (!(each instanceof com.sun.management.GarbageCollectorMXBean telling)) {
      return 0;
    }
    GcInfo last = telling.getLastGcInfo();
    return last == null
        ? 0
        : Math.max(0, Math.min(to, last.getEndTime()) - Math.max(from, last.getStartTime()));
  }
}
