// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.Target;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.TraceHere;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which connection it was: of its handshake what may be shown, as text, and no reference to
 * anything of the application.
 *
 * @param trace the id of the trace that the handshake ran in or named; null where it named none
 */
record Origin(
    @Nullable String stackVersion,
    @Nullable String framework,
    @Nullable String path,
    @Nullable String connectionId,
    @Nullable String trace,
    @Nullable String peer,
    @Nullable String client,
    @Nullable String subprotocol,
    @Nullable String extensions) {

  private static final int TRACE_FROM = 3;
  private static final int TRACE_TO = 35;

  static Origin of(Handshake handshake, @Nullable Target target, ObserverSettings settings) {
    boolean showsClient = settings.captureClient();
    return new Origin(
        handshake.stackVersion(),
        handshake.framework(),
        target != null && settings.capturePath() ? target.path() : null,
        handshake.connectionId(),
        trace(handshake),
        showsClient ? address(handshake.peer()) : null,
        showsClient && handshake.isServer() ? handshake.clientAddress() : null,
        handshake.subprotocol(),
        handshake.extensions());
  }

  /** As the span's parent is found; of propagation headers only W3C's is read here. */
  private static @Nullable String trace(Handshake handshake) {
    if (handshake.context() instanceof TraceHere here) {
      return here.traceId();
    }
    String header = handshake.propagated("traceparent");
    if (header == null || header.length() <= TRACE_TO || header.charAt(TRACE_TO) != '-') {
      return null;
    }
    String trace = header.substring(TRACE_FROM, TRACE_TO);
    return trace.matches("[0-9a-f]{32}") && !trace.matches("0+") ? trace : null;
  }

  /** Never by name: that might ask a name server. */
  static @Nullable String address(@Nullable SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress inet)) {
      return null;
    }
    if (inet.isUnresolved()) {
      return inet.getHostString() + ':' + inet.getPort();
    }
    String literal = inet.getAddress().getHostAddress();
    int zone = literal.indexOf('%');
    String plain = zone < 0 ? literal : literal.substring(0, zone);
    return (plain.indexOf(':') < 0 ? plain : '[' + plain + ']') + ':' + inet.getPort();
  }
}
