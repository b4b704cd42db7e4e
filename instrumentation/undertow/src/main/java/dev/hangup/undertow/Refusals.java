// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * A request is answered. One that asked for a WebSocket and did not get it was refused: by a
 * handler before, by the one that comes next where no handshake fits, or as nothing is there.
 */
final class Refusals {

  private static final int SWITCHING_PROTOCOLS = 101;

  private Refusals() {}

  /** Both the request and its answer are complete. */
  @OnEnter
  static void answered(
      @Advice.This HttpServerExchange exchange,
      @Advice.FieldValue("exchangeCompletionListenersCount") int listeners) {
    if (listeners < 0) {
      return; // it was complete before
    }
    // Two looks at the headers are all that other requests cost. RFC 6455 4.1: every handshake has
    // both; a proxy takes away the one, a client forgets the other.
    HeaderMap headers = exchange.getRequestHeaders();
    if (!headers.contains(Headers.SEC_WEB_SOCKET_KEY)
        && !"websocket".equalsIgnoreCase(headers.getFirst(Headers.UPGRADE))) {
      return;
    }
    int status = exchange.getStatusCode();
    if (status != SWITCHING_PROTOCOLS && exchange.isResponseStarted() && WireTap.active()) {
      tell(exchange, status);
    }
  }

  private static void tell(HttpServerExchange exchange, int status) {
    Wire wire = WireTap.handshake(described(exchange));
    if (wire != null) {
      @Nullable Throwable thrown = exchange.getAttachment(DefaultResponseListener.EXCEPTION);
      wire.refused(status, thrown);
    }
  }

  private static Handshake described(HttpServerExchange exchange) {
    String path = exchange.getRequestURI();
    String query = exchange.getQueryString();
    return Handshake.asServer("undertow")
        .stackVersion(State.VERSION)
        .target(query == null || query.isEmpty() ? path : path + '?' + query)
        .scheme("https".equals(exchange.getRequestScheme()) ? "wss" : "ws")
        .requestLine(exchange.getRequestMethod().toString(), exchange.getProtocol().toString())
        .headers(name -> exchange.getRequestHeaders().getFirst(name))
        .peer(exchange.getConnection().getPeerAddress());
  }
}
