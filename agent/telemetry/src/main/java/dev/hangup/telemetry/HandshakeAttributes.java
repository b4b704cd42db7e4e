// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.observer.Series;
import dev.hangup.observer.Target;
import dev.hangup.tap.Handshake;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the upgrade request tells about a connection. */
final class HandshakeAttributes {

  private HandshakeAttributes() {}

  static void put(
      AttributesBuilder to,
      Series series,
      Handshake handshake,
      Target target,
      boolean captureQuery) {
    to.put(AttributeNames.ROLE, AttributeNames.role(series.role()));
    to.put(AttributeNames.STACK, series.stack());
    text(to, AttributeNames.ROUTE, series.route());
    text(to, AttributeNames.STACK_VERSION, handshake.stackVersion());
    text(to, AttributeNames.URL_SCHEME, target.scheme());
    text(to, AttributeNames.URL_PATH, target.path());
    if (captureQuery) {
      text(to, AttributeNames.URL_QUERY, target.query());
    }
    text(to, AttributeNames.SERVER_ADDRESS, target.host());
    if (target.port() >= 0) {
      to.put(AttributeNames.SERVER_PORT, (long) target.port());
    }
    peer(to, handshake);
    text(to, AttributeNames.USER_AGENT, handshake.userAgent());
    text(to, AttributeNames.SUBPROTOCOL, handshake.subprotocol());
    List<String> extensions = extensions(handshake.extensions());
    if (!extensions.isEmpty()) {
      to.put(AttributeNames.EXTENSIONS, extensions);
    }
  }

  private static void peer(AttributesBuilder to, Handshake handshake) {
    SocketAddress peer = handshake.peer();
    String address = address(peer);
    text(to, AttributeNames.PEER_ADDRESS, address);
    if (peer instanceof InetSocketAddress inet) {
      to.put(AttributeNames.PEER_PORT, (long) inet.getPort());
    }
    if (handshake.isServer()) {
      String client = handshake.clientAddress();
      text(to, AttributeNames.CLIENT_ADDRESS, client == null ? address : client);
    }
  }

  private static @Nullable String address(@Nullable SocketAddress peer) {
    if (peer instanceof InetSocketAddress inet) {
      if (inet.isUnresolved()) {
        return inet.getHostString();
      }
      String literal = inet.getAddress().getHostAddress();
      int zone = literal.indexOf('%');
      return zone < 0 ? literal : literal.substring(0, zone);
    }
    return peer instanceof UnixDomainSocketAddress unix ? unix.getPath().toString() : null;
  }

  private static void text(AttributesBuilder to, AttributeKey<String> key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      to.put(key, value);
    }
  }

  /**
   * The elements of a {@code Sec-WebSocket-Extensions} header with their parameters; RFC 6455 9.1:
   * a parameter may be a quoted string, and that may hold a comma.
   */
  static List<String> extensions(@Nullable String header) {
    List<String> elements = new ArrayList<>();
    if (header == null) {
      return elements;
    }
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        add(elements, header.substring(start, i));
        start = i + 1;
      }
    }
    add(elements, header.substring(start));
    return elements;
  }

  private static void add(List<String> elements, String element) {
    if (!element.isBlank()) {
      elements.add(element.strip());
    }
  }
}
