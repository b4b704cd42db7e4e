// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tap;

/** Who follows the connections. One at a time; see {@link WireTap#install}. */
public interface TapSink {

  /**
   * A handshake begins. The wire is closed by {@link Wire#refused} or opened by {@link
   * Wire#opened}.
   */
  Wire handshake(Handshake handshake);

  /**
   * A connection shows up by its first byte: its handshake was made by code that is not tapped, or
   * before anybody observed. {@link Wire#opened} follows at once.
   */
  Wire adopted(Handshake handshake);

  /** A failure of ours that was kept from the application. */
  void suppressed(Throwable failure);
}
