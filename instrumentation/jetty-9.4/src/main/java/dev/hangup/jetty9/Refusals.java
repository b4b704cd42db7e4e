// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.instrumentation.api.RefusedUpgrades;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import javax.servlet.http.HttpServletRequest;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Upgrades that ended as plain HTTP. */
final class Refusals {

  private static final RefusedUpgrades REFUSED = new RefusedUpgrades(Request.class);

  private static final int LOWEST_FINAL = 200;

  private Refusals() {}

  /** Jetty's WebSocket was asked and did not agree; {@code thrown} says why, if it is not null. */
  static void notAgreed(HttpServletRequest request, Wire wire, @Nullable Throwable thrown) {
    Request jettys = Request.getBaseRequest(request);
    if (jettys != null) {
      REFUSED.notAgreed(jettys, wire, thrown);
    }
  }

  /** The exchange is over. */
  static void completed(Object channel) {
    if (!WireTap.active()) {
      return;
    }
    HttpChannel over = (HttpChannel) channel;
    Request request = over.getRequest();
    if (WebSocketHeaders.areIn(request)) {
      MetaData.Response sent = over.getCommittedMetaData(); // not every answer is the response's
      REFUSED.answered(
          request,
          sent == null ? 0 : sent.getStatus(),
          LOWEST_FINAL,
          () -> ServerRequest.describedAtItsEnd(request));
    }
  }
}
