// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.function.Supplier;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The upgrade as a server answers it. */
final class ServerHandshake {

  private ServerHandshake() {}

  /**
   * The server answers an upgrade. Followed from enter on: with separate HTTP handlers, frames
   * glued to the request are decoded inside this very call.
   */
  @OnEnter
  static @Nullable Object handshake(
      @Advice.This WebSocketServerHandshaker handshaker, @Advice.AllArguments Object[] arguments) {
    if (handshaker.version() == WebSocketVersion.V00 || !WireTap.active()) {
      return null;
    }
    Channel channel = first(Channel.class, arguments);
    FullHttpRequest request = first(FullHttpRequest.class, arguments);
    Wire wire = ChannelState.begin(channel, Handshakes.request(channel, request));
    return wire == null ? null : Upgrade.begin(channel, wire).switching(WireTap.switching());
  }

  @OnExit
  static void handshakeDone(
      @Advice.This WebSocketServerHandshaker handshaker,
      @Advice.Enter @Nullable Object begun,
      @Advice.Return @Nullable ChannelFuture written,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (begun != null) {
      answered((Upgrade) begun, handshaker::selectedSubprotocol, written, thrown);
    }
  }

  /** A handshaker, of whatever kind, has answered. */
  static void answered(
      Upgrade upgrade,
      Supplier<@Nullable String> subprotocol,
      @Nullable ChannelFuture written,
      @Nullable Throwable thrown) {
    upgrade.end();
    Channel channel = upgrade.channel();
    Wire wire = upgrade.wire();
    HttpHeaders response = upgrade.response();
    Runnable switched = upgrade.switched();
    if (switched != null && written != null) {
      written.addListener(
          done -> {
            if (done.isSuccess()) {
              switched.run();
            }
          });
    }
    if (thrown != null) {
      ChannelState.refusing(channel, thrown);
    } else if (written == null) {
      refused(channel, wire, null);
    } else if (written.isDone() || channel.eventLoop().inEventLoop()) {
      open(channel, wire, subprotocol, response, written);
    } else {
      written.addListener(done -> open(channel, wire, subprotocol, response, written));
    }
  }

  private static void open(
      Channel channel,
      Wire wire,
      Supplier<@Nullable String> subprotocol,
      @Nullable HttpHeaders response,
      ChannelFuture written) {
    if (written.isDone() && !written.isSuccess()) {
      refused(channel, wire, written.cause());
      return;
    }
    try {
      wire.handshake()
          .subprotocol(subprotocol.get())
          .extensions(response == null ? null : response.get("Sec-WebSocket-Extensions"));
    } catch (Throwable t) {
      WireTap.suppressed(t);
      wire.unseen(); // what the bits of an extension mean is not known now
    }
    wire.opened();
  }

  private static void refused(Channel channel, Wire wire, @Nullable Throwable failure) {
    ChannelState.forget(channel);
    wire.refused(0, failure);
  }

  private static <T> T first(Class<T> type, Object[] arguments) {
    for (Object argument : arguments) {
      if (type.isInstance(argument)) {
        return type.cast(argument);
      }
    }
    throw new IllegalArgumentException("no " + type.getName() + " among the arguments");
  }

  /** The server's handshaker made its response. */
  @OnReturn
  static void response(@Advice.Return @Nullable HttpResponse response) {
    Upgrade upgrade = Upgrade.current();
    if (upgrade != null && response != null) {
      upgrade.response(response.headers());
    }
  }
}
