// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Incoming;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/**
 * Gateways: a client's channel that is made while an upgrade request is handled is the other leg.
 * An event loop reads from one channel at a time, tells its handlers, and then says that the read
 * is complete: all that its thread does in between, it does for that channel.
 */
final class Relays {

  private Relays() {}

  /**
   * An upgrade request was decoded, and its handlers are about to be called. Not where the decoder
   * runs on another thread than the event loop's, nor as the channel closes: nothing would say
   * there that they are done.
   */
  static void begin(Channel channel) {
    if (channel.eventLoop().inEventLoop()
        && channel.isActive()
        && channel.remoteAddress() instanceof InetSocketAddress peer) {
      Incoming.begin(peer);
    }
  }

  /** A read is complete. Looked at once for each connection, and as long as there is none. */
  static void end(ChannelConnection tapped) {
    Incoming.endHere();
    tapped.beyondTheUpgrade();
  }
}
