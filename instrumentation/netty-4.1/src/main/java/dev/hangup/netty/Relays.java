// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Incoming;
import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gateways: a client's channel that is made while an upgrade request is handled is the other leg,
 * and so may be one that is made while the first message is. An event loop reads from one channel
 * at a time, tells its handlers, and then says that the read is complete: all that its thread does
 * in between, it does for that channel.
 */
final class Relays {

  private Relays() {}

  /**
   * An upgrade request was decoded, and its handlers are about to be called. Not where the decoder
   * runs on another thread than the event loop's, nor as the channel closes: nothing would say
   * there that they are done.
   */
  static void begin(Channel channel, Handshake asked) {
    if (channel.eventLoop().inEventLoop()
        && channel.isActive()
        && channel.remoteAddress() instanceof InetSocketAddress peer) {
      asked.context(Incoming.begin(peer));
    }
  }

  /** A server may answer later than it read, once the client it asked for is open. */
  static void answer(@Nullable ChannelConnection before, Handshake answer) {
    Handshake asked = before == null ? null : before.asked();
    if (asked != null) {
      answer.context(asked.context());
    }
  }

  /**
   * A frame decoder is about to read, and its handlers are about to be called, maybe with the first
   * message. As for requests; nor inside a handshake, which passes on what came too early by
   * itself.
   */
  static void reads(ChannelHandlerContext context, Wire wire) {
    Channel channel = context.channel();
    if (wire.isBeginning()
        && Upgrade.current() == null
        && channel.eventLoop().inEventLoop()
        && context.executor() == channel.eventLoop()
        && channel.isActive()
        && !Http2Streams.isOne(channel)) {
      Incoming.reading(wire);
    }
  }

  /**
   * A read is complete. Looked at a few times for each connection, and as long as there is none.
   */
  static void end(ChannelConnection tapped) {
    Incoming.endHere();
    tapped.readInTheBeginning();
  }
}
