// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import dev.hangup.close.Risks;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.observer.OpenConnection;
import dev.hangup.observer.OpenConnections;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An open connection, and what it is in danger of.
 *
 * @param unusual silent for much longer than its route's usual
 */
record OpenLook(
    OpenConnection connection,
    boolean unusual,
    Risks.@Nullable IdleLimit idle,
    Risks.@Nullable SizeLimit size) {

  /** Each of them. */
  static void all(List<OpenConnection> connections, Consumer<OpenLook> to) {
    Map<Object, Long> limits = new HashMap<>();
    for (OpenRoutes.Route route : OpenRoutes.of(connections)) {
      limits.put(route.series(), OpenRoutes.limit(route.open(), route.usualSilence()));
    }
    for (OpenConnection each : connections) {
      to.accept(of(each, limits.getOrDefault(each.series(), Long.MAX_VALUE)));
    }
  }

  private static OpenLook of(OpenConnection connection, long unusual) {
    if (connection.upgrading()) {
      return new OpenLook(connection, false, null, null);
    }
    String stack = connection.series().stack();
    OpenConnection.Direction received = connection.received();
    // Netty's default is one of frames.
    long largest = stack.equals("netty") ? received.maxFrame() : received.maxMessage();
    return new OpenLook(
        connection,
        connection.silence() > unusual,
        connection.closing() < 0 ? Risks.idle(connection.silence()) : null,
        Risks.size(stack, largest));
  }

  /** By what a table can be sorted by; else those at risk first, and of these the most silent. */
  static Comparator<OpenLook> order(@Nullable String by) {
    if (by == null) {
      return Comparator.<OpenLook>comparingInt(look -> look.isAtRisk() ? 0 : 1)
          .thenComparing(
              Comparator.<OpenLook>comparingLong(each -> each.now().silence()).reversed());
    }
    return switch (by) {
      case "age" -> largest(OpenConnection::age);
      case "frames" -> largest(now -> now.received().frames() + now.sent().frames());
      case "bytes" -> largest(now -> now.received().bytes() + now.sent().bytes());
      case "largest" ->
          largest(now -> Math.max(now.received().maxMessage(), now.sent().maxMessage()));
      case "ping" -> largest(OpenConnection::lastPing);
      default -> largest(OpenConnection::silence);
    };
  }

  private static Comparator<OpenLook> largest(ToLongFunction<OpenConnection> of) {
    return Comparator.<OpenLook>comparingLong(look -> of.applyAsLong(look.connection())).reversed();
  }

  private OpenConnection now() {
    return connection;
  }

  boolean isAtRisk() {
    return isStuck() || unusual || idle != null || size != null;
  }

  private boolean isStuck() {
    return isClosingTooLong() || isPingTooLong() || isUpgradeTooLong();
  }

  private boolean isClosingTooLong() {
    return connection.closing() > OpenConnections.CLOSING_TOO_LONG;
  }

  private boolean isPingTooLong() {
    return connection.unanswered() > OpenConnections.PING_TOO_LONG;
  }

  private boolean isUpgradeTooLong() {
    return connection.upgrading() && connection.age() > OpenConnections.HANDSHAKE_TOO_LONG;
  }

  void write(JsonWriter json, ObserverSettings settings) throws IOException {
    json.put("role", connection.series().role().name().toLowerCase(Locale.ROOT));
    json.put("stack", connection.series().stack());
    json.put("route", connection.series().route());
    json.put(
        "state",
        connection.upgrading() ? "upgrading" : connection.closing() >= 0 ? "closing" : "open");
    json.put("connection", connection.handshake().connectionId());
    if (settings.captureClient()) {
      json.put("peer", Origin.address(connection.handshake().peer()));
      json.put("client", connection.handshake().clientAddress());
    }
    json.seconds("age", connection.age());
    if (!connection.upgrading()) {
      json.seconds("silence", connection.silence());
      if (connection.closing() >= 0) {
        json.seconds("closing", connection.closing());
        json.put("closedBy", connection.closedHere() ? "local" : "remote");
      }
      if (connection.unanswered() >= 0) {
        json.seconds("unanswered", connection.unanswered());
      }
      if (connection.lastPing() >= 0) {
        json.seconds("ping", connection.lastPing());
        json.seconds("slowestPing", connection.slowestPing());
      }
      direction(json.object("received"), connection.received());
      direction(json.object("sent"), connection.sent());
    }
    if (connection.incomplete()) {
      json.put("incomplete", true);
    }
    risks(json);
  }

  private static void direction(JsonWriter json, OpenConnection.Direction direction)
      throws IOException {
    json.put("frames", direction.frames());
    json.put("messages", direction.messages());
    json.put("bytes", direction.bytes());
    json.seconds("silence", direction.silence());
    json.put("maxFrame", direction.maxFrame());
    json.put("maxMessage", direction.maxMessage());
    json.end();
  }

  private void risks(JsonWriter json) throws IOException {
    if (!isAtRisk()) {
      return;
    }
    json.array("risks");
    if (isClosingTooLong()) {
      json.object().put("kind", "closing").end();
    }
    if (isPingTooLong()) {
      json.object().put("kind", "ping").end();
    }
    if (isUpgradeTooLong()) {
      json.object().put("kind", "handshake").end();
    }
    if (unusual) {
      json.object().put("kind", "silent").end();
    }
    if (idle != null) {
      json.object().put("kind", "idle").put("limit", idle.seconds()).put("of", idle.owner()).end();
    }
    if (size != null) {
      json.object().put("kind", "size").put("limit", size.bytes()).put("of", size.words()).end();
    }
    json.end();
  }
}
