// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A client of Reactor Netty on its way to ask for the upgrade. It may not get as far as that: no
 * connection, no TLS, no name. Nothing below it knows that WebSocket was meant.
 */
final class ReactorConnect {

  private static final @Nullable StateField ASKED = stateOfAnAttempt();

  /** The channel whose failure is just being told on this thread. */
  private static final ThreadLocal<Channel> FAILING = new ThreadLocal<>();

  private ReactorConnect() {}

  /**
   * An application asks for a connection: on its own thread, while all that follows happens on an
   * event loop, which is in no trace. Made for every request of a client, whatever it wants.
   */
  @OnReturn
  static void asked(
      @Advice.This Object attempt,
      @Advice.FieldValue("websocketClientSpec") @Nullable Object webSocket) {
    Object trace = webSocket == null ? null : WireTap.currentTrace();
    if (trace != null && ASKED != null) {
      ASKED.set(attempt, trace);
    }
  }

  /** The attempt has a channel, new or used before: by somebody else's trace, maybe. */
  @OnEnter
  static void asks(
      @Advice.This Object attempt,
      @Advice.FieldValue("websocketClientSpec") @Nullable Object webSocket,
      @Advice.Argument(0) Object operations) {
    Channel channel = webSocket == null ? null : ReactorChannel.channel(operations);
    if (channel != null && WireTap.active()) {
      ChannelState.asksToConnect(channel, trace(attempt));
    }
  }

  private static @Nullable Object trace(Object attempt) {
    return ASKED == null ? null : ASKED.get(attempt);
  }

  private static @Nullable StateField stateOfAnAttempt() {
    Class<?> attempt =
        ReactorChannel.type("reactor.netty.http.client.HttpClientConnect$HttpClientHandler");
    return attempt == null ? null : StateField.of(attempt);
  }

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
      @Advice.This Object attempt,
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
    Wire wire = WireTap.handshake(described(channel, target).context(trace(attempt)));
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
