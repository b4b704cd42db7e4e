// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import dev.hangup.instrumentation.api.RefusedUpgrades;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Upgrades that ended as plain HTTP. */
final class Refusals {

  private static final RefusedUpgrades REFUSED =
      new RefusedUpgrades(Objects.requireNonNull(ByName.type(ServerRequest.JETTYS)));

  private static final int LOWEST_FINAL = 200;
  private static final int LOWEST_REFUSAL = 300;

  private Refusals() {}

  /** Jetty's WebSocket was asked and did not agree; {@code thrown} says why, if it is not null. */
  static void notAgreed(Object request, Wire wire, @Nullable Throwable thrown) {
    Object jettys = ServerRequest.jettys(request);
    if (jettys != null) {
      REFUSED.notAgreed(jettys, wire, thrown);
    }
  }

  /** Whether a request, Jetty's own, is one for WebSocket, or was meant to be. */
  static boolean concern(@Nullable Object request) {
    return request != null && WireTap.active() && WebSocketHeaders.areIn(request);
  }

  /** The exchange is over; {@code status} is what was sent, 0 where nothing was. */
  static void answered(Object request, int status) {
    ServerRequest asked = ServerRequest.of(request);
    // On HTTP/2 any success agrees, RFC 8441 5; on HTTP/1.1 nothing but 101.
    REFUSED.answered(
        request,
        status,
        asked.isConnect() ? LOWEST_REFUSAL : LOWEST_FINAL,
        asked::describedAtItsEnd);
  }
}
