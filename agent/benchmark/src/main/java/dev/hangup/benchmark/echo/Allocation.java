// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes that all Java threads of this process allocated since it began. Of a thread that has ended
 * it is what was known when it was last asked.
 */
final class Allocation {

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Map<Long, Long> byThread = new HashMap<>();

  long bytes() {
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    for (int i = 0; i < ids.length; i++) {
      byThread.merge(ids[i], bytes[i], Math::max); // -1 for one that ended meanwhile
    }
    return byThread.values().stream().mapToLong(each -> Math.max(0, each)).sum();
  }
}
