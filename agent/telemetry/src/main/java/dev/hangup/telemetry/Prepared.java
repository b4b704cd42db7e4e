// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import io.opentelemetry.api.common.Attributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Attributes made once per key: building them costs ten times what recording with them does. Keys
 * beyond the bound are served, but not kept.
 */
final class Prepared<K> {

  private static final int MOST = 2000;

  private final Function<K, Attributes> make;
  private final Map<K, Attributes> made = new ConcurrentHashMap<>();

  Prepared(Function<K, Attributes> make) {
    this.make = make;
  }

  Attributes of(K key) {
    Attributes attributes = made.get(key);
    if (attributes == null) {
      attributes = make.apply(key);
      if (made.size() < MOST) {
        made.put(key, attributes);
      }
    }
    return attributes;
  }
}
