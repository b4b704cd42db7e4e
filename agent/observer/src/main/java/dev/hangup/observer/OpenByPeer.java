// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.tap.Handshake;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * About how many connections are open with a peer: never too few. Addresses share so many counters,
 * so that nothing is kept for an address. Enough to know that an end cannot have company.
 */
final class OpenByPeer {

  static final short NONE = -1;

  private static final int COUNTERS = 1024;

  private final AtomicIntegerArray open = new AtomicIntegerArray(COUNTERS);

  /** The counter of a connection, {@link #NONE} where it has none. */
  static short counter(Handshake handshake) {
    PeerKey key = PeerKey.of(handshake);
    return key == null ? NONE : counter(key);
  }

  private static short counter(PeerKey key) {
    int hash = key.hashCode();
    return (short) ((hash ^ (hash >>> 10) ^ (hash >>> 20)) & (COUNTERS - 1));
  }

  void opened(short counter) {
    if (counter != NONE) {
      open.incrementAndGet(counter);
    }
  }

  void ended(short counter) {
    if (counter != NONE) {
      open.decrementAndGet(counter);
    }
  }

  /** At most so many are open. */
  int atMost(PeerKey key) {
    return open.get(counter(key));
  }
}
