// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.instrumentation.api.Signatures;
import dev.hangup.instrumentation.api.TapPoint;
import java.util.List;

/** Where a client of Vert.x asks to connect, and where its handshake begins. */
final class VertxTaps {

  private static final String CORE = "io.vertx.core.";
  private static final String HTTP = CORE + "http.impl.";
  private static final String ADVICE = "dev.hangup.netty.VertxConnect::";

  private static final Signatures VERTX_5 =
      common()
          .and(CORE + "internal.", "ContextInternal")
          .and(CORE + "http.", "WebSocketClientOptions", "WebSocketVersion");

  private static final Signatures VERTX_4 =
      common()
          .and(CORE + "impl.", "ContextInternal")
          .and(CORE + "impl.future.", "PromiseInternal")
          .and(CORE + "http.", "WebsocketVersion");

  private VertxTaps() {}

  private static Signatures common() {
    return Signatures.of(CORE, "MultiMap", "Promise")
        .and(CORE + "http.", "WebSocketConnectOptions");
  }

  static List<TapPoint> points() {
    String ask = "void webSocket(WebSocketConnectOptions, PromiseInternal)";
    String head = "void toWebSocket(ContextInternal, String, MultiMap, ";
    String with5 =
        head
            + "boolean, WebSocketClientOptions, WebSocketVersion, List,"
            + " long, boolean, int, Promise)";
    return List.of(
        VERTX_4.in(HTTP + "HttpClientBase").method(ask).advice(ADVICE + "asked"),
        VERTX_4.in(HTTP + "HttpClientImpl").method(ask).advice(ADVICE + "asked"), // before 4.5
        VERTX_5
            .in(HTTP + "WebSocketGroup")
            .method("void connect(ContextInternal, WebSocketConnectOptions, Promise)")
            .advice(ADVICE + "asked"),
        VERTX_5
            .in(HTTP + "WebSocketGroup$Waiter")
            .method("(ContextInternal, WebSocketConnectOptions)")
            .advice(ADVICE + "waits"),
        VERTX_5.in(HTTP + "http1.Http1ClientConnection").method(with5).advice(ADVICE + "upgrades"),
        VERTX_5
            .in(HTTP + "Http1xClientConnection")
            .method(with5) // 5.0
            .orMethod(
                VERTX_4.method(
                    head + "boolean, WebsocketVersion, List, long, boolean, int, Promise)")) // 4.4
            .orMethod(VERTX_4.method(head + "boolean, WebsocketVersion, List, long, int, Promise)"))
            .orMethod(VERTX_4.method(head + "boolean, WebsocketVersion, List, int, Promise)"))
            .orMethod(VERTX_4.method(head + "WebsocketVersion, List, int, Promise)")) // 4.0
            .advice(ADVICE + "upgrades"));
  }
}
