// SPDX-License-Identifier: Apache-2.0
package dev.hangup.telemetry;

import dev.hangup.close.HandshakeDiagnosis;
import dev.hangup.observer.FailedHandshake;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.Series;
import dev.hangup.observer.Target;
import dev.hangup.tap.Handshake;
import io.opentelemetry.api.common.AttributeKey;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the upgrade request tells about a connection. */
final class HandshakeAttributes {

  /** By name, since it came with Java 16; as text it is its path. */
  private static final String UNIX = "java.net.UnixDomainSocketAddress";

  private HandshakeAttributes() {}

  /** All there is to say of an upgrade that came to nothing, why before all else. */
  static void failed(AttributeSink to, FailedHandshake failed, ObserverSettings settings) {
    HandshakeDiagnosis diagnosis = failed.diagnosis();
    to.put(AttributeNames.HANDSHAKE_CAUSE, diagnosis.cause().id());
    text(to, AttributeNames.HANDSHAKE_EVIDENCE, diagnosis.evidence());
    text(to, AttributeNames.HANDSHAKE_REMEDIATION, diagnosis.remediation());
    to.put(AttributeNames.ERROR_TYPE, diagnosis.cause().id());
    if (failed.status() > 0) {
      to.put(AttributeNames.STATUS_CODE, (long) failed.status());
    }
    identity(to, failed.series(), failed.handshake());
    put(to, failed.handshake(), failed.target(), settings);
  }

  /** What tells a connection from others, and its kind from other kinds. */
  static void identity(AttributeSink to, Series series, Handshake handshake) {
    to.put(AttributeNames.ROLE, AttributeNames.role(series.role()));
    to.put(AttributeNames.STACK, series.stack());
    text(to, AttributeNames.ROUTE, series.route());
    text(to, AttributeNames.CONNECTION_ID, handshake.connectionId());
  }

  static void put(AttributeSink to, Handshake handshake, Target target, ObserverSettings settings) {
    text(to, AttributeNames.STACK_VERSION, handshake.stackVersion());
    text(to, AttributeNames.FRAMEWORK, handshake.framework());
    text(to, AttributeNames.URL_SCHEME, target.scheme());
    if (settings.capturePath()) {
      text(to, AttributeNames.URL_PATH, target.path());
    }
    if (settings.captureQuery()) {
      text(to, AttributeNames.URL_QUERY, target.query());
    }
    text(to, AttributeNames.SERVER_ADDRESS, target.host());
    if (target.port() >= 0) {
      to.put(AttributeNames.SERVER_PORT, (long) target.port());
    }
    if (settings.captureClient()) {
      peer(to, handshake);
      text(to, AttributeNames.USER_AGENT, handshake.userAgent());
    }
    text(to, AttributeNames.PROTOCOL_NAME, "http");
    text(to, AttributeNames.PROTOCOL_VERSION, handshake.httpVersion());
    text(to, AttributeNames.SUBPROTOCOL, handshake.subprotocol());
    List<String> extensions = extensions(handshake.extensions());
    if (!extensions.isEmpty()) {
      to.put(AttributeNames.EXTENSIONS, extensions);
    }
  }

  static void peerAddress(AttributeSink to, Handshake handshake) {
    text(to, AttributeNames.PEER_ADDRESS, address(handshake.peer()));
  }

  private static void peer(AttributeSink to, Handshake handshake) {
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
    return peer != null && peer.getClass().getName().equals(UNIX) ? peer.toString() : null;
  }

  private static void text(AttributeSink to, AttributeKey<String> key, @Nullable String value) {
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
