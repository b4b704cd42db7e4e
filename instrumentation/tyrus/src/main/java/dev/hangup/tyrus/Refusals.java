// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus;

import dev.hangup.instrumentation.api.LibraryVersion;
import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.net.SocketAddress;
import net.bytebuddy.asm.Advice;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpPacket;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.jspecify.annotations.Nullable;

/** Upgrades that a server on Grizzly answers otherwise: Tyrus, or what is asked after it. */
final class Refusals {

  private static final int LOWEST_FINAL = 200;

  /** Known where Tyrus is in one loader with the HTTP of Grizzly. */
  private static final @Nullable String VERSION =
      LibraryVersion.byMaven(HttpPacket.class, "org.glassfish.tyrus/tyrus-core");

  private Refusals() {}

  /** An answer is about to be written. */
  @OnEnter
  static void answers(@Advice.Argument(0) HttpPacket packet) {
    if (!(packet instanceof HttpResponsePacket response)
        || response.getStatus() < LOWEST_FINAL
        || response.getRequest() == null) {
      return;
    }
    // Two looks at the headers are all that other requests cost. RFC 6455 4.1: every handshake has
    // both; a proxy takes away the one, a client forgets the other.
    HttpRequestPacket request = response.getRequest();
    if (request.getHeader("Sec-WebSocket-Key") == null
        && !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      return;
    }
    if (WireTap.active()) {
      Wire wire = WireTap.handshake(described(request));
      if (wire != null) {
        wire.refused(response.getStatus(), null);
      }
    }
  }

  private static Handshake described(HttpRequestPacket request) {
    String path = request.getRequestURI();
    String query = request.getQueryString();
    return Handshake.asServer("tyrus")
        .stackVersion(VERSION)
        .target(query == null || query.isEmpty() ? path : path + '?' + query)
        .scheme(request.isSecure() ? "wss" : "ws")
        .requestLine(request.getMethod().toString(), request.getProtocol().getProtocolString())
        .headers(request::getHeader)
        .peer(peer(request.getConnection()));
  }

  private static @Nullable SocketAddress peer(@Nullable Connection<?> connection) {
    return connection != null && connection.getPeerAddress() instanceof SocketAddress address
        ? address
        : null;
  }
}
