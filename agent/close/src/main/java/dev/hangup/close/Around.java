// SPDX-License-Identifier: Apache-2.0
package dev.hangup.close;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an end from elsewhere, often only a moment later: of other connections, or of
 * the system. Nothing of it passed on the connection itself.
 *
 * @param company what else ended at the same time
 */
public record Around(@Nullable Company company) {

  public static final Around NOTHING = new Around(null);

  /**
   * Connections of the same role with the same peer address.
   *
   * @param together how many ended without a Close frame within one second, this one among them
   * @param byPeer how many of those the peer or the network ended
   * @param open how many were open when that second began; -1 where they were not counted
   * @param shortestSilence of those that ended together, the least time from the last frame to the
   *     end
   * @param longestSilence likewise the most
   * @param longestLife of those that ended together, the most from the handshake to the end
   */
  public record Company(
      int together,
      int byPeer,
      int open,
      long shortestSilence,
      long longestSilence,
      long longestLife) {}

  /** The same, with company. */
  public Around with(Company known) {
    return new Around(known);
  }
}
