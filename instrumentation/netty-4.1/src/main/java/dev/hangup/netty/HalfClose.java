// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import net.bytebuddy.asm.Advice;

/**
 * The peer ended its direction of a channel that allows it; without that option the channel is
 * closed at once.
 */
final class HalfClose {

  private HalfClose() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.This ChannelPipeline pipeline, @Advice.Argument(0) Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      Wire wire = Tapped.wire(pipeline.channel());
      if (wire != null) {
        wire.eof();
      }
    }
  }
}
