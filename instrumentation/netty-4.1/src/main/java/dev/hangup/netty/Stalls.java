// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Backlog;
import dev.hangup.tap.Wire;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.TimeUnit;
import net.bytebuddy.asm.Advice;

/**
 * Whether this side has more to send than the peer takes. Netty says when what waits passes the
 * high water mark and when it is below the low one again: some ten thousand bytes apart, so a clock
 * may be looked at there.
 */
final class Stalls {

  /** A burst fills the buffer for a moment; that is no peer that does not read. */
  private static final long WORTH_TELLING = TimeUnit.SECONDS.toNanos(1);

  private Stalls() {}

  /** The channel became writable, or stopped being it. */
  @OnEnter
  static void writability(@Advice.This ChannelPipeline pipeline) {
    ChannelConnection tapped = ChannelState.of(pipeline.channel());
    Wire wire = tapped == null ? null : tapped.wire();
    if (tapped != null && wire != null) {
      boolean writable = pipeline.channel().isWritable();
      tapped.writable(writable);
      wire.backlog(writable ? null : backlog(tapped, pipeline.channel()));
    }
  }

  /** One for all times that the channel is not writable. */
  private static Backlog backlog(ChannelConnection tapped, Channel channel) {
    Backlog known = tapped.backlog();
    if (known == null) {
      known = new ChannelBacklog(channel);
      tapped.backlog(known);
    }
    return known;
  }

  /** What was read is through all handlers, those that the application wrote among them. */
  @OnEnter
  static void handled(@Advice.This ChannelPipeline pipeline) {
    ChannelConnection tapped = ChannelState.of(pipeline.channel());
    if (tapped == null) {
      return;
    }
    if (!tapped.isBeyondTheBeginning()) {
      Relays.end(tapped);
    }
    Wire wire = tapped.wire();
    if (wire != null) {
      wire.handled();
    }
  }

  /** This side gives up, for whatever reason: was it unable to send all that time? */
  static void telling(ChannelConnection tapped, Channel channel) {
    Wire wire = tapped.wire();
    if (wire != null && !channel.isWritable()) {
      long nanos = tapped.unwritableFor();
      if (nanos >= WORTH_TELLING) {
        wire.sendStalled(nanos);
      }
    }
  }

  /**
   * No write was through for the time given. What was flushed and is still here the peer did not
   * take.
   */
  static void nothingWritten(ChannelConnection tapped, Channel channel, long nanos) {
    Wire wire = tapped.wire();
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (wire != null && waiting != null && waiting.size() > 0) {
      wire.sendStalled(Math.max(nanos, tapped.unwritableFor()));
    }
  }
}
