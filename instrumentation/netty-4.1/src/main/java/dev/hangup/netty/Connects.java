// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import net.bytebuddy.asm.Advice;

/** A client's channel, before anything happens on it. */
final class Connects {

  private Connects() {}

  /** Called by the thread that asks to connect. Costs nothing to keep where it is in no trace. */
  @OnEnter
  static void init(@Advice.Argument(0) Channel channel) {
    Object trace = WireTap.currentTrace();
    if (trace != null) {
      ChannelState.asksToConnect(channel, trace);
    }
  }
}
