// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One copy of what most connections say alike, such as their Host and User-Agent, so that an open
 * connection stays small. Bounded: a peer that makes up new values all the time only keeps its own.
 */
final class SharedStrings {

  private static final int MOST = 256;
  private static final int LONGEST = 256;
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private SharedStrings() {}

  static String of(String value) {
    String known = KNOWN.get(value);
    if (known != null) {
      return known;
    }
    if (value.length() <= LONGEST && KNOWN.size() < MOST) {
      KNOWN.put(value, value);
    }
    return value;
  }
}
