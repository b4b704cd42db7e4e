// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM and its control group say. {@code java.management} is loaded with the first
 * standstill and no sooner: most programs never have one.
 */
final class SystemStallReasons implements StallReasons {

  /** The limit's file is read so often. */
  private static final long BETWEEN_READS = 1_000_000_000L;

  private final CpuLimit limit = CpuLimit.ofThisProcess();
  private long throttled = limit.throttledNanos();
  private long readAt;
  private @Nullable GarbageCollections collections;
  private boolean withoutManagement;

  @Override
  public @Nullable Why of(long lasted) {
    long collected = collected(lasted);
    if (collected * 2 >= lasted) {
      return new Why(Reason.GARBAGE_COLLECTION, collected);
    }
    long before = throttled;
    throttled = limit.throttledNanos();
    long since = throttled - before;
    return before >= 0 && since * 2 >= lasted ? new Why(Reason.CPU_QUOTA, since) : null;
  }

  private long collected(long lasted) {
    if (withoutManagement) {
      return 0;
    }
    try {
      GarbageCollections known = collections;
      if (known == null) {
        known = new GarbageCollections();
        collections = known;
        return known.ofTheLast(lasted);
      }
      return known.sinceThen();
    } catch (LinkageError | RuntimeException e) {
      withoutManagement = true; // a JVM without the module java.management
      return 0;
    }
  }

  @Override
  public void remember(long now) {
    if (now - readAt >= BETWEEN_READS || now - readAt < 0) {
      readAt = now;
      throttled = limit.throttledNanos();
    }
    GarbageCollections known = collections;
    if (known != null) {
      known.remember();
    }
  }
}
