// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.codec.Role;
import java.util.Map;

/** What all connections, open and ended, have sent and received since the start. */
public interface SizeTotals {

  /**
   * The totals now, exact for ended connections and at most a frame behind for open ones; they
   * never go down.
   *
   * @return a new map, by role, stack and direction
   */
  Map<Key, Sizes> collect();

  /**
   * One row of the totals.
   *
   * @param received the peer's direction
   */
  record Key(Role role, String stack, boolean received) {}
}
