// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.concurrent.TimeUnit;

/**
 * A gateway on Vert.x to the port that the path names: {@code /8080}. Text goes both ways, and
 * where one side ends the other one is ended with 1000, or with its code: {@code /8080/passes}.
 */
public final class VertxGateway implements StackUnderTest {

  private final Vertx vertx = Vertx.vertx();

  /** Held, because Vert.x closes the connections of a client that the collector finds. */
  private WebSocketClient client;

  private int behind;
  private boolean passes;

  @Override
  public int serve(Options options) throws Exception {
    String[] path = options.path().substring(1).split("/", 2);
    String how = path.length == 1 ? "" : path[1];
    behind = Integer.parseInt(path[0]);
    passes = how.equals("passes");
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(how.equals("one-at-a-time") ? 1 : 50));
    return serving(how)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS)
        .actualPort();
  }

  private HttpServer serving(String how) {
    HttpServer server = vertx.createHttpServer();
    return switch (how) {
      case "answers-later" ->
          server
              .webSocketHandler(front -> {})
              .webSocketHandshakeHandler(
                  asked ->
                      connect()
                          .onSuccess(
                              back -> asked.accept().onSuccess(front -> relay(front, back))));
      // A token is checked, or something is looked up: on the event loop again, and too late.
      case "asks-by-a-timer" ->
          server.webSocketHandler(
              front -> {
                front.pause();
                vertx.setTimer(1, any -> connect().onSuccess(back -> relay(front, back)));
              });
      case "asks-elsewhere" ->
          server.webSocketHandler(
              front -> {
                front.pause();
                vertx
                    .executeBlocking(() -> "token")
                    .onSuccess(any -> connect().onSuccess(back -> relay(front, back)));
              });
      default ->
          server.webSocketHandler(
              front -> {
                front.pause();
                connect().onSuccess(back -> relay(front, back));
              });
    };
  }

  private Future<WebSocket> connect() {
    return client.connect(behind, "127.0.0.1", "/backend");
  }

  private void relay(WebSocketBase front, WebSocketBase back) {
    oneWay(front, back);
    oneWay(back, front);
    front.resume();
  }

  private void oneWay(WebSocketBase from, WebSocketBase to) {
    from.textMessageHandler(to::writeTextMessage);
    from.closeHandler(
        any -> {
          if (to.isClosed()) {
            return;
          }
          Short code = from.closeStatusCode();
          if (passes && code != null) {
            to.close(code, from.closeReason());
          } else {
            to.close();
          }
        });
  }

  @Override
  public void connect(int port, Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public void close() {
    vertx.close();
  }
}
