// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import io.opentelemetry.api.common.Attributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Attributes made once per key: building them costs ten times what recording with them does. Each
 * key is a series that lives as long as the JVM, in a histogram twenty of them, so what peers can
 * make up has room for a number of keys only.
 */
final class AttributeCache<K> {

  private static final int MOST_KEPT = 2000;

  private final Function<K, Attributes> make;
  private final int most;
  private final int mostOfPeers;
  private final Map<K, Attributes> made = new ConcurrentHashMap<>();
  private final Set<K> counted = new HashSet<>();
  private int ofPeers;

  /** For keys that are few by themselves. */
  AttributeCache(Function<K, Attributes> make) {
    this(make, 0, 0);
  }

  /**
   * @param most so many keys have room through {@link #within}
   * @param mostOfPeers so many of them may have been made up by peers
   */
  AttributeCache(Function<K, Attributes> make, int most, int mostOfPeers) {
    this.make = make;
    this.most = most;
    this.mostOfPeers = mostOfPeers;
  }

  /** Whatever there is room for: keys beyond what is kept are served all the same. */
  Attributes of(K key) {
    Attributes attributes = made.get(key);
    if (attributes == null) {
      attributes = make.apply(key);
      if (made.size() < MOST_KEPT) {
        made.put(key, attributes);
      }
    }
    return attributes;
  }

  /** Null where there is no room left for this key. */
  @Nullable Attributes within(K key, boolean ofPeer) {
    Attributes attributes = made.get(key);
    return attributes != null || !hasRoom(key, ofPeer) ? attributes : of(key);
  }

  private synchronized boolean hasRoom(K key, boolean ofPeer) {
    if (counted.contains(key)) {
      return true;
    }
    if (counted.size() >= most || (ofPeer && ofPeers >= mostOfPeers)) {
      return false;
    }
    counted.add(key);
    if (ofPeer) {
      ofPeers++;
    }
    return true;
  }
}
