// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A client of Reactor Netty that does not get as far as to ask for the upgrade: no connection, no
 * TLS, no name. Nothing below it knows that WebSocket was meant.
 */
final class ReactorConnect {

  /** The channel whose failure is just being told on this thread. */
  private static final ThreadLocal<Channel> FAILING = new ThreadLocal<>();

  private ReactorConnect() {}

  /** A failure on a channel: where a handshake had begun there, it is told already. */
  @OnEnter
  static void failing(@Advice.Argument(0) Object connection) {
    Channel channel = ReactorChannel.channel(connection);
    if (channel != null) {
      FAILING.set(channel);
    }
  }

  @OnExit
  static void failingDone() {
    FAILING.remove();
  }

  /** Whether to try again; where not, this attempt to connect has failed. */
  @OnReturn
  static void retry(
      @Advice.FieldValue("websocketClientSpec") @Nullable Object webSocket,
      @Advice.FieldValue("toURI") @Nullable Object target,
      @Advice.Argument(0) Throwable failure,
      @Advice.Return boolean again) {
    if (webSocket == null || again || !WireTap.active()) {
      return;
    }
    Channel channel = FAILING.get();
    if (channel != null && ChannelState.of(channel) != null) {
      return;
    }
    Wire wire = WireTap.handshake(described(channel, target));
    if (wire != null) {
      wire.refused(0, failure);
    }
  }

  private static Handshake described(@Nullable Channel channel, @Nullable Object target) {
    String uri = target == null ? null : target.toString();
    Handshake handshake =
        channel == null ? Handshakes.without() : Handshakes.channel(channel, false);
    return handshake
        .target(uri)
        .scheme(uri != null && uri.startsWith("wss:") ? "wss" : "ws")
        .framework(Frameworks.REACTOR_NETTY);
  }
}
