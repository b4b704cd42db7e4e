// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import io.netty.channel.Channel;
import net.bytebuddy.asm.Advice;

/** The server speaks none of the protocol versions asked for. */
final class VersionRefused {

  private static final int UPGRADE_REQUIRED = 426;

  private VersionRefused() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static void enter(@Advice.Argument(0) Channel channel) {
    Refusals.told(channel, UPGRADE_REQUIRED);
  }
}
