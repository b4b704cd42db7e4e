// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The client asks for the upgrade; with TLS this comes before TLS is through. */
final class ClientHandshake {

  private ClientHandshake() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  static @Nullable Object enter(
      @Advice.This WebSocketClientHandshaker handshaker, @Advice.Argument(0) Channel channel) {
    if (handshaker.version() == WebSocketVersion.V00 || !WireTap.active()) {
      return null;
    }
    Wire wire = begin(handshaker, channel);
    return wire == null ? null : Upgrade.begin(channel, wire);
  }

  static @Nullable Wire begin(WebSocketClientHandshaker handshaker, Channel channel) {
    URI uri = handshaker.uri();
    return Tapped.begin(
        channel, Described.channel(channel, false).target(uri == null ? null : uri.toString()));
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  static void exit(
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
    Tapped.forget(channel);
    wire.refused(status, failure);
  }
}
