// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import dev.hangup.instrumentation.api.OnEnter;
import dev.hangup.instrumentation.api.OnReturn;
import dev.hangup.instrumentation.api.StateField;
import dev.hangup.instrumentation.api.Templates;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import dev.hangup.undertow.common.Followed;
import io.undertow.util.PathTemplateMatch;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import net.bytebuddy.asm.Advice;

/** An upgrade that a server agrees to; the channel is made when the answer has gone out. */
final class ServerHandshake {

  /** By the exchange, which is of two classes in two jars: one look per handshake. */
  private static final StateField EXCHANGE = StateField.of(WebSocketHttpExchange.class);

  private ServerHandshake() {}

  /** On the thread that serves the request. */
  @OnEnter
  static void agrees(@Advice.Argument(0) WebSocketHttpExchange exchange) {
    if (WireTap.active()) {
      EXCHANGE.set(exchange, WireTap.handshake(described(exchange)));
    }
  }

  private static Handshake described(WebSocketHttpExchange exchange) {
    String target = exchange.getRequestURI();
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    return Handshake.asServer("undertow")
        .stackVersion(State.VERSION)
        .target(target)
        .route(match == null ? null : Templates.route(target, match.getMatchedTemplate()))
        .scheme("https".equals(exchange.getRequestScheme()) ? "wss" : "ws")
        .headers(exchange::getRequestHeader);
  }

  /** Nothing was read or written yet, and the application has not heard of it. */
  @OnReturn
  static void opened(
      @Advice.Argument(0) WebSocketHttpExchange exchange, @Advice.Return WebSocketChannel channel) {
    Wire wire = (Wire) EXCHANGE.get(exchange);
    Followed followed = State.of(channel);
    if (wire == null || followed == null) {
      return;
    }
    EXCHANGE.set(exchange, null);
    wire.handshake()
        .peer(channel.getSourceAddress())
        .subprotocol(channel.getSubProtocol())
        .extensions(exchange.getResponseHeader("Sec-WebSocket-Extensions"));
    followed.follow(wire);
  }
}
