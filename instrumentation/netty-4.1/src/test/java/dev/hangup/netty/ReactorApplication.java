// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.util.Loggers;

/** Reactor Netty by itself: what a handler does is in the last part of the path. */
public final class ReactorApplication implements StackUnderTest {

  /** Held, or its level would be forgotten. */
  private static final Logger REACTOR = Logger.getLogger("reactor");

  static {
    silence();
  }

  private DisposableServer server;
  private Disposable client;

  /** Some of what is told here it logs itself. */
  static void silence() {
    Loggers.useJdkLoggers();
    REACTOR.setLevel(Level.OFF);
  }

  @Override
  public int serve(Options options) {
    WebsocketServerSpec spec =
        WebsocketServerSpec.builder().maxFramePayloadLength(options.maxFrame()).build();
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .ws("/echo", ReactorApplication::echo, spec)
                        .ws("/throws", ReactorApplication::throwing, spec))
            .bindNow();
    return server.port();
  }

  @Override
  public void connect(int port, Options options) {
    String target = options.uri(port).toString();
    boolean throwing = options.path().endsWith("throws");
    client =
        HttpClient.create()
            .websocket(
                WebsocketClientSpec.builder().maxFramePayloadLength(options.maxFrame()).build())
            .uri(target)
            .handle((in, out) -> throwing ? throwing(in, out) : echo(in, out))
            .subscribe(x -> {}, e -> {});
  }

  private static Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
    return out.sendObject(in.receive().asString().map(TextWebSocketFrame::new));
  }

  private static Publisher<Void> throwing(WebsocketInbound in, WebsocketOutbound out) {
    return in.receive()
        .asString()
        .flatMap(text -> Mono.<Void>error(new IllegalStateException("as told")));
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
