// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.codec.Role;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The connection ids seen last, a number of them for each role. An id is made of a key that the
 * peer chose: who sends the same one again and again must not pile his spans into one trace.
 */
final class RecentIds {

  private static final int MOST = 4096;

  private final Map<Role, Set<String>> seen = new EnumMap<>(Role.class);

  /** Whether it is the first time, as far as is remembered. */
  synchronized boolean isNew(Role role, String id) {
    Set<String> ids = seen.computeIfAbsent(role, key -> new LinkedHashSet<>());
    if (!ids.add(id)) {
      return false;
    }
    if (ids.size() > MOST) {
      ids.remove(ids.iterator().next());
    }
    return true;
  }
}
