// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.observer.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells one line when exports begin to fail and one when they work again. A trouble that comes and
 * goes is told again only after a while.
 */
final class CollectorHealth {

  private static final long AGAIN_AFTER = TimeUnit.MINUTES.toNanos(10);

  private final Clock clock;
  private final Consumer<String> lines;
  private final Map<String, Trouble> troubles = new HashMap<>();
  private final Map<String, Long> lastTold = new HashMap<>();
  private long failures;

  CollectorHealth(Clock clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
  }

  /** How many exports have failed so far. */
  synchronized long failures() {
    return failures;
  }

  synchronized void failed(Destination to, ExportFailure complaint) {
    failures++;
    Trouble trouble = troubles.computeIfAbsent(complaint.key(), key -> new Trouble());
    if (trouble.exports++ == 0 && mayTell(complaint.key())) {
      trouble.told = true;
      lines.accept("not exporting: " + complaint.text());
    }
    trouble.affected.add(to);
  }

  synchronized void delivered(Destination to) {
    if (troubles.isEmpty()) {
      return;
    }
    for (Iterator<Trouble> each = troubles.values().iterator(); each.hasNext(); ) {
      Trouble trouble = each.next();
      if (trouble.affected.remove(to) && trouble.affected.isEmpty()) {
        each.remove();
        if (trouble.told) {
          lines.accept(
              "exporting to %s again; %d exports had failed"
                  .formatted(to.collector(), trouble.exports));
        }
      }
    }
  }

  private boolean mayTell(String key) {
    long now = clock.nanoTime();
    @Nullable Long last = lastTold.get(key);
    if (last != null && now - last < AGAIN_AFTER) {
      return false;
    }
    lastTold.put(key, now);
    return true;
  }

  /** From the first failed export to the last destination's first delivered one. */
  private static final class Trouble {
    final Set<Destination> affected = new HashSet<>();
    long exports;
    boolean told;
  }
}
