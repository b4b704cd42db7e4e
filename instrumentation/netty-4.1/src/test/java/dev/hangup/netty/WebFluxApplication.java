// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import java.io.FileNotFoundException;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.handler.ResponseStatusExceptionHandler;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;

/** Spring WebFlux, server and client: what a handler does is in the last part of the path. */
@SuppressWarnings("deprecation") // what Spring 5 and 7 have in common
public final class WebFluxApplication implements StackUnderTest {

  static {
    ReactorApplication.silence();
  }

  private DisposableServer server;
  private Disposable client;

  @Override
  public int serve(Options options) {
    WebSocketService service =
        new HandshakeWebSocketService(
            new ReactorNettyRequestUpgradeStrategy(
                () -> WebsocketServerSpec.builder().maxFramePayloadLength(options.maxFrame())));
    HttpHandler handler =
        WebHttpHandlerBuilder.webHandler(exchange -> answer(exchange, service))
            .exceptionHandler(new ResponseStatusExceptionHandler())
            .build();
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(new ReactorHttpHandlerAdapter(handler))
            .bindNow();
    return server.port();
  }

  private static Mono<Void> answer(ServerWebExchange exchange, WebSocketService service) {
    return switch (deed(exchange.getRequest().getURI())) {
      case "forbidden" -> refuse(exchange, 403);
      case "nothing" -> refuse(exchange, 404);
      default -> service.handleRequest(exchange, WebFluxApplication::handle);
    };
  }

  private static Mono<Void> refuse(ServerWebExchange exchange, int status) {
    exchange.getResponse().setRawStatusCode(status);
    return exchange.getResponse().setComplete();
  }

  @Override
  public void connect(int port, Options options) {
    URI target = options.uri(port);
    ReactorNettyWebSocketClient connector =
        new ReactorNettyWebSocketClient(
            HttpClient.create(),
            () -> WebsocketClientSpec.builder().maxFramePayloadLength(options.maxFrame()));
    client = connector.execute(target, WebFluxApplication::handle).subscribe(x -> {}, e -> {});
  }

  private static String deed(URI uri) {
    return uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
  }

  private static Mono<Void> handle(WebSocketSession session) {
    return switch (deed(session.getHandshakeInfo().getUri())) {
      case "throws" ->
          session
              .receive()
              .doOnNext(
                  message -> {
                    throw new IllegalStateException("as told");
                  })
              .then();
      case "throws-while-sending" ->
          session.send(
              session
                  .receive()
                  .map(
                      message -> {
                        throw new IllegalStateException("as told");
                      }));
      case "throws-elsewhere" ->
          session
              .receive()
              .publishOn(Schedulers.boundedElastic())
              .doOnNext(
                  message -> {
                    throw new IllegalStateException("as told");
                  })
              .then();
      case "fails" ->
          session
              .receive()
              .flatMap(message -> Mono.error(new FileNotFoundException("as told")))
              .then();
      case "times-out" -> session.receive().timeout(Duration.ofMillis(100)).then();
      case "throws-at-open" -> throw new IllegalStateException("as told");
      case "fails-at-open" -> Mono.error(new IllegalStateException("as told"));
      case "fails-by-itself" ->
          session.send(Flux.defer(() -> Flux.error(new IllegalArgumentException("as told"))));
      case "takes-one" -> session.receive().take(1).then();
      default ->
          session.send(
              session.receive().map(message -> session.textMessage(message.getPayloadAsText())));
    };
  }

  @Override
  public void close() {
    if (server != null) {
      server.disposeNow();
    }
    if (client != null) {
      client.dispose();
    }
  }
}
