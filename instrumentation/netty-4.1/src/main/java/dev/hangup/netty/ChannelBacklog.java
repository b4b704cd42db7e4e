// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Backlog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.lang.ref.WeakReference;

/** Of a channel, which it does not keep. */
final class ChannelBacklog extends WeakReference<Channel> implements Backlog {

  ChannelBacklog(Channel channel) {
    super(channel);
  }

  @Override
  public long bytes() {
    Channel channel = get();
    ChannelOutboundBuffer waiting = channel == null ? null : channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }
}
