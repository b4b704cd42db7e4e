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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  /** Of all connections alike. */
  private Future<WebSocket> shared;

  private final List<WebSocketBase> listeners = new ArrayList<>();

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
      case "first-message" ->
          server.webSocketHandler(
              front ->
                  front.textMessageHandler(
                      text -> {
                        front.pause();
                        connect()
                            .onSuccess(
                                back -> {
                                  relay(front, back);
                                  back.writeTextMessage(text);
                                });
                      }));
      case "shared" ->
          server.webSocketHandler(
              front -> {
                front.pause();
                share().onSuccess(back -> listen(front, back));
              });
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
                CountDownLatch left = new CountDownLatch(1); // else it may be done at once
                Future<Boolean> checked =
                    vertx.executeBlocking(() -> left.await(20, TimeUnit.SECONDS));
                checked.onSuccess(any -> connect().onSuccess(back -> relay(front, back)));
                left.countDown();
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

  /** The one that is open, or is about to be. All of it happens on one event loop. */
  private Future<WebSocket> share() {
    if (shared == null) {
      shared = connect();
      shared.onSuccess(
          back -> {
            back.textMessageHandler(
                text -> listeners.forEach(front -> front.writeTextMessage(text)));
            back.closeHandler(any -> listeners.forEach(WebSocketBase::close));
          });
    }
    return shared;
  }

  private void listen(WebSocketBase front, WebSocketBase back) {
    listeners.add(front);
    front.textMessageHandler(back::writeTextMessage);
    front.resume();
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
