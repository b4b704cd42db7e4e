// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.tap.Handshake;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.websocket.api.UpgradeResponse;
import org.eclipse.jetty.websocket.api.WebSocketBehavior;
import org.eclipse.jetty.websocket.api.extensions.ExtensionConfig;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.common.io.AbstractWebSocketConnection;
import org.jspecify.annotations.Nullable;

/** Handshakes, as far as Jetty knows them. Strings are copied out, no Jetty object is kept. */
final class Handshakes {

  static final String STACK = "jetty";

  private Handshakes() {}

  static Handshake server() {
    return Handshake.asServer(STACK).handled(false).stackVersion(Jetty.VERSION);
  }

  static Handshake client(@Nullable URI target) {
    return Handshake.asClient(STACK)
        .handled(false)
        .stackVersion(Jetty.VERSION)
        .target(string(target));
  }

  /** Of a connection whose handshake went by unseen. */
  static Handshake connection(AbstractWebSocketConnection connection) {
    boolean server = connection.getPolicy().getBehavior() == WebSocketBehavior.SERVER;
    return (server ? server() : client(null)).peer(connection.getRemoteAddress());
  }

  /** Adds what was agreed on, and where. */
  static void agreed(
      Handshake handshake, WebSocketSession session, AbstractWebSocketConnection connection) {
    URI target = session.getRequestURI();
    handshake.target(string(target)).peer(connection.getRemoteAddress());
    if (target != null) {
      handshake.scheme(isSecure(target) ? "wss" : "ws");
    }
    UpgradeResponse response = session.getUpgradeResponse();
    if (response != null) {
      String subprotocol = response.getAcceptedSubProtocol();
      if (subprotocol != null) {
        handshake.subprotocol(subprotocol);
      }
      handshake.extensions(extensions(response.getExtensions()));
    }
  }

  private static boolean isSecure(URI target) {
    return "wss".equalsIgnoreCase(target.getScheme())
        || "https".equalsIgnoreCase(target.getScheme());
  }

  private static @Nullable String string(@Nullable URI target) {
    return target == null ? null : target.toString();
  }

  /** As on the wire: those that begin with {@code @} are Jetty's own and never leave it. */
  private static @Nullable String extensions(@Nullable List<ExtensionConfig> negotiated) {
    if (negotiated == null) {
      return null;
    }
    String onTheWire =
        negotiated.stream()
            .filter(extension -> !extension.getName().startsWith("@"))
            .map(ExtensionConfig::getParameterizedName)
            .collect(Collectors.joining(", "));
    return onTheWire.isEmpty() ? null : onTheWire;
  }
}
