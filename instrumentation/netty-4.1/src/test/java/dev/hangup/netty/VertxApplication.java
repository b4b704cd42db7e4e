// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.concurrent.TimeUnit;

/** Vert.x: an echo, a handshake handler that refuses one path, HTTP for all the others. */
public final class VertxApplication implements StackUnderTest {

  private final Vertx vertx = Vertx.vertx();

  /** Held, because Vert.x closes the connections of a client that the collector finds. */
  private WebSocketClient client;

  @Override
  public int serve(Options options) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxWebSocketFrameSize(options.maxFrame())
                    .setMaxWebSocketMessageSize(options.maxFrame() * 4))
            .webSocketHandshakeHandler(
                handshake -> {
                  if (handshake.path().equals("/forbidden")) {
                    handshake.reject(403);
                  } else {
                    handshake.accept();
                  }
                })
            .webSocketHandler(VertxApplication::echo)
            .requestHandler(request -> request.response().setStatusCode(404).end());
    return server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .actualPort();
  }

  @Override
  public void connect(int port, Options options) {
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setMaxFrameSize(options.maxFrame())
                .setMaxMessageSize(options.maxFrame() * 4));
    client.connect(port, "127.0.0.1", options.path()).onSuccess(VertxApplication::echo);
  }

  private static void echo(WebSocketBase socket) {
    socket.textMessageHandler(socket::writeTextMessage);
  }

  @Override
  public void close() {
    vertx.close();
  }
}
