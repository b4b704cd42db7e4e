// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.RefusedUpgrade;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades that ended as plain HTTP: refused by a filter or handler before Jetty's WebSocket, or
 * not taken for an upgrade at all. Every request of a server with WebSocket comes by here once,
 * when its response is complete.
 */
final class Refusals {

  /**
   * {@link RefusedUpgrade} of Jetty's request. In a table, since requests are loaded before anybody
   * knows of WebSocket, and only for as long as it takes to answer.
   */
  private static final StateField NOT_AGREED =
      StateField.of(Objects.requireNonNull(ByName.type(ServerRequest.JETTYS)));

  private static final int LOWEST_FINAL = 200;
  private static final int LOWEST_REFUSAL = 300;

  private Refusals() {}

  /** Jetty's WebSocket was asked and did not agree; {@code thrown} says why, if it is not null. */
  static void notAgreed(Object request, Wire wire, @Nullable Throwable thrown) {
    Object jettys = ServerRequest.jettys(request);
    if (jettys != null) {
      NOT_AGREED.set(jettys, new RefusedUpgrade(wire, thrown));
    }
  }

  /** Whether a request, Jetty's own, is one for WebSocket, or was meant to be. */
  static boolean concern(@Nullable Object request) {
    return request != null && WireTap.active() && WebSocketHeaders.areIn(request);
  }

  /** The exchange is over; {@code status} is what was sent, 0 where nothing was. */
  static void answered(Object request, int status) {
    Object known = NOT_AGREED.get(request);
    if (known != null) {
      NOT_AGREED.set(request, null); // requests are used again, before Jetty 12
    }
    if (!isRefusal(request, status)) {
      return;
    }
    if (known instanceof RefusedUpgrade asked) {
      asked.answered(status);
      return;
    }
    Wire wire = WireTap.handshake(ServerRequest.of(request).describedAtItsEnd());
    if (wire != null) {
      wire.refused(status, null);
    }
  }

  /** On HTTP/2 any success agrees, RFC 8441 5; on HTTP/1.1 nothing but 101. */
  private static boolean isRefusal(Object request, int status) {
    return status >= (ServerRequest.of(request).isConnect() ? LOWEST_REFUSAL : LOWEST_FINAL);
  }
}
