// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Upgrades a server refuses before any handshaker takes part. */
final class Refusals {

  private Refusals() {}

  private static void told(Channel channel, int status) {
    if (!WireTap.active()) {
      return;
    }
    HttpRequest request = Upgrade.requestOn(channel);
    Handshake handshake =
        request == null ? Described.channel(channel, true) : Described.request(channel, request);
    Wire wire = WireTap.handshake(handshake);
    if (wire != null) {
      wire.refused(status, null);
    }
  }

  /** The server's protocol handler looks at a request; it may refuse it in a method that cannot. */
  static final class UpgradeRequest {

    private UpgradeRequest() {}

    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static @Nullable Object enter(
        @Advice.Argument(0) ChannelHandlerContext context, @Advice.Argument(1) Object message) {
      return message instanceof HttpRequest request
          ? Upgrade.asked(context.channel(), request)
          : null;
    }

    @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(@Advice.Enter @Nullable Object asked) {
      if (asked != null) {
        ((Upgrade) asked).end();
      }
    }
  }

  /** The server speaks none of the protocol versions asked for. */
  static final class VersionRefused {

    private static final int UPGRADE_REQUIRED = 426;

    private VersionRefused() {}

    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(0) Channel channel) {
      told(channel, UPGRADE_REQUIRED);
    }
  }

  /** The server's protocol handler does not allow the request's origin. */
  static final class OriginRefused {

    private static final int FORBIDDEN = 403;

    private OriginRefused() {}

    @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
    static void enter(@Advice.Argument(0) ChannelHandlerContext context) {
      told(context.channel(), FORBIDDEN);
    }
  }
}
