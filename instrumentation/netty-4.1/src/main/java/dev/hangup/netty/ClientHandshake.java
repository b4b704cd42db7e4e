// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnExit;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.netty.common.ChannelConnection;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The upgrade as a client asks for it. */
final class ClientHandshake {

  private ClientHandshake() {}

  /** The client asks for the upgrade; with TLS this comes before TLS is through. */
  @OnEnter
  static @Nullable Object handshake(
      @Advice.This WebSocketClientHandshaker handshaker, @Advice.Argument(0) Channel channel) {
    if (handshaker.version() == WebSocketVersion.V00 || !WireTap.active()) {
      return null;
    }
    Wire wire = begin(handshaker.uri(), channel);
    return wire == null ? null : Upgrade.begin(channel, wire);
  }

  static @Nullable Wire begin(@Nullable URI uri, Channel channel) {
    return ChannelState.begin(
        channel, Handshakes.channel(channel, false).target(uri == null ? null : uri.toString()));
  }

  @OnExit
  static void handshakeDone(
      @Advice.Enter @Nullable Object begun,
      @Advice.Return @Nullable ChannelFuture sent,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (begun == null) {
      return;
    }
    Upgrade upgrade = (Upgrade) begun;
    upgrade.end();
    Channel channel = upgrade.channel();
    Wire wire = upgrade.wire();
    if (thrown != null) {
      failed(channel, wire, 0, thrown);
    } else if (sent != null) {
      sent.addListener(
          done -> {
            if (!done.isSuccess()) {
              failed(channel, wire, 0, done.cause());
            }
          });
    }
  }

  static void failed(Channel channel, Wire wire, int status, @Nullable Throwable failure) {
    ChannelState.forget(channel);
    wire.refused(status, failure);
  }

  /** The client's handshaker made its request. */
  @OnReturn
  static void request(@Advice.Return @Nullable HttpRequest request) {
    Upgrade upgrade = Upgrade.current();
    Wire wire = upgrade == null ? null : upgrade.wire();
    if (wire != null && request != null) {
      Handshakes.headers(wire.handshake(), request.headers());
    }
  }

  /** The server's answer is here; returning without an exception is the connection's beginning. */
  @OnEnter
  static @Nullable Object finish(
      @Advice.This WebSocketClientHandshaker handshaker,
      @Advice.Argument(0) Channel channel,
      @Advice.Argument(1) FullHttpResponse response) {
    Wire wire = wire(handshaker, channel);
    if (wire != null) {
      heard(wire, response);
    }
    return wire;
  }

  /** Before the decoder is in place: the answer says whether RSV1 has a meaning. */
  static void heard(Wire wire, HttpResponse response) {
    wire.handshake()
        .answered(response.headers()::get)
        .extensions(response.headers().get("Sec-WebSocket-Extensions"));
  }

  private static @Nullable Wire wire(WebSocketClientHandshaker handshaker, Channel channel) {
    ChannelConnection tapped = ChannelState.of(channel);
    if (tapped != null) {
      return tapped.wire();
    }
    // The request was made by hand, or before the agent came.
    return handshaker.version() == WebSocketVersion.V00 || !WireTap.active()
        ? null
        : begin(handshaker.uri(), channel);
  }

  @OnExit
  static void finishDone(
      @Advice.This WebSocketClientHandshaker handshaker,
      @Advice.Argument(0) Channel channel,
      @Advice.Argument(1) FullHttpResponse response,
      @Advice.Enter @Nullable Object begun,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (begun != null) {
      finished(channel, (Wire) begun, response, handshaker.actualSubprotocol(), thrown);
    }
  }

  static void finished(
      Channel channel,
      Wire wire,
      HttpResponse response,
      @Nullable String subprotocol,
      @Nullable Throwable thrown) {
    if (thrown != null) {
      failed(channel, wire, response.status().code(), thrown);
      return;
    }
    wire.handshake().subprotocol(subprotocol);
    wire.opened();
  }
}
