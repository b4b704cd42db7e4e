// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.tap.Handshake;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import org.jspecify.annotations.Nullable;

/** Handshakes, as far as Netty knows them. Strings are copied out, no Netty object is kept. */
final class Described {

  private static final @Nullable String VERSION = version();

  private Described() {}

  static Handshake channel(Channel channel, boolean server) {
    Handshake handshake = server ? Handshake.asServer("netty") : Handshake.asClient("netty");
    Channel transport = channel;
    while (transport.remoteAddress() == null && transport.parent() != null) {
      transport = transport.parent(); // an HTTP/2 stream has no address of its own
    }
    return handshake
        .stackVersion(VERSION)
        .peer(transport.remoteAddress())
        .scheme(Tls.protects(channel) ? "wss" : "ws");
  }

  static Handshake request(Channel channel, HttpRequest request) {
    return headers(channel(channel, true).target(request.uri()), request.headers());
  }

  static Handshake headers(Handshake handshake, HttpHeaders headers) {
    for (String name : Handshake.wantedHeaders()) {
      handshake.header(name, headers.get(name));
    }
    return handshake;
  }

  private static @Nullable String version() {
    Class<?> netty = WebSocketServerHandshaker.class;
    Module module = netty.getModule();
    return module.isNamed()
        ? module.getDescriptor().rawVersion().orElse(null)
        : netty.getPackage().getImplementationVersion();
  }
}
