// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * A gateway as people write one on Reactor Netty, to the port that the path names: {@code /8080}.
 * Text goes both ways, and where one side ends the other one is ended, without its code. With
 * {@code /8080/passes} the code is passed on.
 */
public final class ReactorGateway implements StackUnderTest {

  private static final String PASSES = "/passes";

  static {
    ReactorApplication.silence();
  }

  private DisposableServer server;

  @Override
  public int serve(Options options) {
    boolean passes = options.path().endsWith(PASSES);
    String behind = "ws://127.0.0.1:" + options.path().replace(PASSES, "").substring(1);
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.ws("/echo", (in, out) -> relay(in, out, behind, passes)))
            .bindNow();
    return server.port();
  }

  private static Publisher<Void> relay(
      WebsocketInbound in, WebsocketOutbound out, String behind, boolean passes) {
    return HttpClient.create()
        .websocket()
        .uri(behind)
        .handle(
            (backIn, backOut) ->
                passes
                    ? Mono.firstWithSignal(
                        text(in, backOut).then(Mono.never()),
                        text(backIn, out).then(Mono.never()),
                        code(in, backOut),
                        code(backIn, out))
                    : Mono.firstWithSignal(text(in, backOut), text(backIn, out)))
        .then();
  }

  private static Mono<Void> text(WebsocketInbound from, WebsocketOutbound to) {
    return to.sendObject(from.receive().asString().map(TextWebSocketFrame::new)).then();
  }

  /** By reflection: these tests are compiled against a Netty that has no type for it. */
  private static Mono<Void> code(WebsocketInbound from, WebsocketOutbound to) {
    return ((Mono<?>) call(from, WebsocketInbound.class, "receiveCloseStatus"))
        .flatMap(
            status ->
                to.sendClose(
                    (int) call(status, status.getClass(), "code"),
                    (String) call(status, status.getClass(), "reasonText")));
  }

  private static Object call(Object on, Class<?> type, String method) {
    try {
      return type.getMethod(method).invoke(on);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void connect(int port, Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public void close() {
    if (server != null) {
      server.disposeNow();
    }
  }
}
