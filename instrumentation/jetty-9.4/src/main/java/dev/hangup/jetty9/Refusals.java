// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.RefusedUpgrade;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import javax.servlet.http.HttpServletRequest;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
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
  private static final StateField NOT_AGREED = StateField.of(Request.class);

  private static final int LOWEST_FINAL = 200;

  private Refusals() {}

  /** Jetty's WebSocket was asked and did not agree; {@code thrown} says why, if it is not null. */
  static void notAgreed(HttpServletRequest request, Wire wire, @Nullable Throwable thrown) {
    Request jettys = Request.getBaseRequest(request);
    if (jettys != null) {
      NOT_AGREED.set(jettys, new RefusedUpgrade(wire, thrown));
    }
  }

  /** The exchange is over. */
  static void completed(Object channel) {
    if (!WireTap.active()) {
      return;
    }
    HttpChannel over = (HttpChannel) channel;
    Request request = over.getRequest();
    if (!WebSocketHeaders.areIn(request)) {
      return;
    }
    Object known = NOT_AGREED.get(request);
    if (known != null) {
      NOT_AGREED.set(request, null); // requests are used again
    }
    MetaData.Response sent = over.getCommittedMetaData(); // not every answer is the response's
    if (sent == null || sent.getStatus() < LOWEST_FINAL) {
      return;
    }
    if (known instanceof RefusedUpgrade asked) {
      asked.answered(sent.getStatus());
      return;
    }
    Wire wire = WireTap.handshake(ServerRequest.describedAtItsEnd(request));
    if (wire != null) {
      wire.refused(sent.getStatus(), null);
    }
  }
}
