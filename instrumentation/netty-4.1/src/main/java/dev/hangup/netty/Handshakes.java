// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.jdk.Platform;
import dev.hangup.tap.Handshake;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Handshakes, as far as Netty knows them. Strings are copied out, no Netty object is kept. */
final class Handshakes {

  private static final @Nullable String VERSION = version();

  private Handshakes() {}

  static Handshake channel(Channel channel, boolean server) {
    Handshake handshake = server ? Handshake.asServer("netty") : Handshake.asClient("netty");
    if (Http2Streams.isOne(channel)) {
      handshake.overHttp2();
    }
    return handshake
        .stackVersion(VERSION)
        .handled(true)
        .localPort(channel.localAddress())
        .peer(peer(channel))
        .scheme(Tls.protects(channel) ? "wss" : "ws")
        .framework(Frameworks.on(channel));
  }

  /** A client that got no channel. */
  static Handshake without() {
    return Handshake.asClient("netty").stackVersion(VERSION);
  }

  /** Only where it is a type of the JDK: local and embedded channels have addresses of Netty's. */
  private static @Nullable SocketAddress peer(Channel channel) {
    Channel transport = channel;
    while (transport.remoteAddress() == null && transport.parent() != null) {
      transport = transport.parent(); // an HTTP/2 stream has no address of its own
    }
    SocketAddress address = transport.remoteAddress();
    return address instanceof InetSocketAddress || isUnix(address) ? address : null;
  }

  /** By name, since it came with Java 16. */
  private static boolean isUnix(@Nullable SocketAddress address) {
    return address != null
        && address.getClass().getName().equals("java.net.UnixDomainSocketAddress");
  }

  static Handshake request(Channel channel, HttpRequest request) {
    return headers(channel(channel, true).target(request.uri()), request.headers())
        .requestLine(request.method().name(), request.protocolVersion().text());
  }

  static Handshake headers(Handshake handshake, HttpHeaders headers) {
    return handshake.headers(headers::get);
  }

  private static @Nullable String version() {
    Class<?> netty = WebSocketServerHandshaker.class;
    String version = Platform.current().moduleVersion(netty);
    return version == null ? netty.getPackage().getImplementationVersion() : version;
  }
}
