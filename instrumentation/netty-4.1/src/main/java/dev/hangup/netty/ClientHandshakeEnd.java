// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.netty.common.Followed;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The server's answer is here; returning without an exception is the connection's beginning. */
final class ClientHandshakeEnd {

  private ClientHandshakeEnd() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.This WebSocketClientHandshaker handshaker,
      @Advice.Argument(0) Channel channel,
      @Advice.Argument(1) FullHttpResponse response) {
    Wire wire = wire(handshaker, channel);
    if (wire != null) {
      // Set before the decoder is in place: it says whether RSV1 has a meaning.
      wire.handshake().extensions(response.headers().get("Sec-WebSocket-Extensions"));
    }
    return wire;
  }

  private static @Nullable Wire wire(WebSocketClientHandshaker handshaker, Channel channel) {
    Followed tapped = Tapped.of(channel);
    if (tapped != null) {
      return tapped.wire();
    }
    // The request was made by hand, or before the agent came.
    return handshaker.version() == WebSocketVersion.V00 || !WireTap.active()
        ? null
        : ClientHandshake.begin(handshaker, channel);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
      @Advice.This WebSocketClientHandshaker handshaker,
      @Advice.Argument(0) Channel channel,
      @Advice.Argument(1) FullHttpResponse response,
      @Advice.Enter @Nullable Object begun,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (begun == null) {
      return;
    }
    Wire wire = (Wire) begun;
    if (thrown != null) {
      ClientHandshake.failed(channel, wire, response.status().code(), thrown);
      return;
    }
    wire.handshake().subprotocol(handshaker.actualSubprotocol());
    wire.opened();
  }
}
