// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.jdk.Platform;
import dev.hangup.tap.Handshake;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.tomcat.websocket.WsExtension;
import org.apache.tomcat.websocket.WsExtensionParameter;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.jspecify.annotations.Nullable;

/**
 * Handshakes, as far as Tomcat knows them. Strings are copied out, no object of Tomcat's is kept.
 */
final class Handshakes {

  private static final @Nullable String VERSION = version();

  private Handshakes() {}

  static Handshake server() {
    return Handshake.asServer("tomcat").stackVersion(VERSION).handled(false);
  }

  static Handshake client() {
    return Handshake.asClient("tomcat").stackVersion(VERSION).handled(false);
  }

  static Handshake request(WsServerContainer container, Object request, Object endpointConfig)
      throws Throwable {
    return Api.SERVLETS
        .describe(server(), request)
        .scheme(Api.SERVLETS.isSecure(request) ? "wss" : "ws")
        .route(ServerRoute.of(container, request, endpointConfig));
  }

  /** Of a connection that was there before us. */
  static Handshake session(Handshake handshake, WsSession session) throws Throwable {
    URI uri = session.getRequestURI();
    return negotiated(handshake.target(uri == null ? null : uri.toString()), session)
        .scheme(session.isSecure() ? "wss" : "ws");
  }

  static Handshake negotiated(Handshake handshake, WsSession session) throws Throwable {
    List<String> extensions = new ArrayList<>();
    for (Object extension : (List<?>) session.getNegotiatedExtensions()) {
      if (extension instanceof WsExtension named) {
        extensions.add(header(named));
      }
    }
    return handshake
        .framework(Framework.of(session))
        .subprotocol(session.getNegotiatedSubprotocol())
        .extensions(extensions.isEmpty() ? null : String.join(", ", extensions));
  }

  private static String header(WsExtension extension) {
    StringBuilder header = new StringBuilder(extension.getName());
    for (Object parameter : (List<?>) extension.getParameters()) {
      if (parameter instanceof WsExtensionParameter named) {
        header.append("; ").append(named.getName());
        if (named.getValue() != null) {
          header.append('=').append(named.getValue());
        }
      }
    }
    return header.toString();
  }

  /** The headers of a client's request. */
  static void headers(Handshake handshake, Map<?, ?> headers) {
    headers.forEach(
        (name, values) -> {
          if (name instanceof String known
              && values instanceof List<?> several
              && !several.isEmpty()) {
            handshake.header(known, String.valueOf(several.get(0)));
          }
        });
  }

  /** Not every loader tells the packages of its jars apart; then the server says what it is. */
  private static @Nullable String version() {
    String version = WsSession.class.getPackage().getImplementationVersion();
    if (version == null) {
      version = Platform.current().moduleVersion(WsSession.class);
    }
    return version == null ? ofTheServer() : version;
  }

  /** By name: a client may have no server beside it. */
  private static @Nullable String ofTheServer() {
    try {
      Object number =
          Class.forName(
                  "org.apache.catalina.util.ServerInfo", true, Handshakes.class.getClassLoader())
              .getMethod("getServerNumber")
              .invoke(null);
      return String.valueOf(number).replaceFirst("^(\\d+\\.\\d+\\.\\d+)\\.0$", "$1");
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
