// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.tap.Handshake;
import java.net.URI;
import java.util.List;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
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
        .target(target == null ? null : target.toString());
  }

  /** Of a session whose handshake went by unseen. */
  static Handshake session(CoreSession session) {
    return agreed(
        session.getBehavior() == Behavior.SERVER ? server() : client(session.getRequestURI()),
        session);
  }

  /** Adds what was agreed on. */
  static Handshake agreed(Handshake handshake, CoreSession session) {
    URI target = session.getRequestURI();
    return handshake
        .target(target == null ? null : target.toString())
        .scheme(isSecure(session, target) ? "wss" : "ws")
        .subprotocol(session.getNegotiatedSubProtocol())
        .extensions(extensions(session.getNegotiatedExtensions()))
        .peer(session.getRemoteAddress());
  }

  /** A client's session of 10.0.0 does not know, but the target it was given does. */
  private static boolean isSecure(CoreSession session, @Nullable URI target) {
    return session.isSecure() || (target != null && "wss".equalsIgnoreCase(target.getScheme()));
  }

  /** As on the wire: those that begin with {@code @} are Jetty's own and never leave it. */
  private static @Nullable String extensions(@Nullable List<ExtensionConfig> negotiated) {
    if (negotiated == null) {
      return null;
    }
    List<ExtensionConfig> onTheWire =
        negotiated.stream().filter(extension -> !extension.getName().startsWith("@")).toList();
    return onTheWire.isEmpty() ? null : ExtensionConfig.toHeaderValue(onTheWire);
  }
}
