// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Reactor Netty over HTTP/2, both ends. The last part of the path says who ends it, and how. */
@SuppressWarnings("FutureReturnValueIgnored") // what is closed is over, however that ended
public final class Http2Application implements StackUnderTest {

  static {
    ReactorApplication.silence();
  }

  private final CountDownLatch greeted = new CountDownLatch(1);
  private DisposableServer server;
  private Disposable client;

  @Override
  public int serve(Options options) {
    WebsocketServerSpec.Builder wanted =
        WebsocketServerSpec.builder()
            .maxFramePayloadLength(options.maxFrame())
            .compress(options.deflate());
    if (!options.subprotocol().isEmpty()) {
      wanted.protocols(options.subprotocol()); // without an agreed one the handler is not called
    }
    WebsocketServerSpec spec = wanted.build();
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .protocol(HttpProtocol.H2C)
            .http2Settings(settings -> settings.connectProtocolEnabled(true))
            .route(routes -> routes.ws("/echo/{deed}", Http2Application::answer, spec))
            .bindNow();
    return server.port();
  }

  private static Publisher<Void> answer(WebsocketInbound in, WebsocketOutbound out) {
    Channel stream = channel(in);
    return in.receive()
        .asString()
        .concatMap(
            text ->
                switch (text) {
                  case "bye" -> out.sendClose(1000, "heard bye");
                  case "drop" -> {
                    stream.close();
                    yield Mono.never();
                  }
                  case "cut" -> {
                    stream.parent().pipeline().firstContext().close(); // below HTTP/2's farewell
                    yield Mono.never();
                  }
                  case "throw" -> Mono.error(new IllegalStateException("as told"));
                  default -> out.sendString(Mono.just(text)).then();
                });
  }

  /** With a client that waits, until the greeting came back: nothing is on its way then. */
  @Override
  public void connect(int port, Options options) throws InterruptedException {
    String deed = options.path().substring(options.path().lastIndexOf('/') + 1);
    HttpClient http =
        HttpClient.create()
            .protocol(HttpProtocol.H2C)
            .headers(headers -> headers.set("user-agent", "guest"));
    WebsocketClientSpec.Builder spec = WebsocketClientSpec.builder().compress(options.deflate());
    if (!options.subprotocol().isEmpty()) {
      spec.protocols(options.subprotocol());
    }
    client =
        http.websocket(spec.build())
            .uri(options.uri(port).toString())
            .handle((in, out) -> greet(in, out, deed))
            .subscribe(x -> {}, e -> {});
    if (deed.equals("wait")) {
      greeted.await(20, TimeUnit.SECONDS);
    }
  }

  private Publisher<Void> greet(WebsocketInbound in, WebsocketOutbound out, String deed) {
    Channel stream = channel(in);
    return out.sendString(Mono.just("hello"))
        .then()
        .thenMany(in.receive().asString().concatMap(text -> react(out, stream, deed, text)));
  }

  private Publisher<Void> react(WebsocketOutbound out, Channel stream, String deed, String text) {
    if (!text.equals("hello")) {
      return Mono.empty();
    }
    return switch (deed) {
      case "close" -> out.sendClose(1000, "heard hello");
      case "abort" -> {
        stream.close();
        yield Mono.never();
      }
      case "end" -> {
        // The server could go on sending for ever, so the stream is reset behind it.
        stream
            .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
            .addListener(ended -> stream.close());
        yield Mono.never();
      }
      case "big" -> out.sendString(Mono.just(String.format("%70000d", 1))).then();
      case "wait" -> {
        greeted.countDown();
        yield Mono.never();
      }
      default -> out.sendString(Mono.just(deed)).then();
    };
  }

  private static Channel channel(WebsocketInbound in) {
    AtomicReference<Channel> channel = new AtomicReference<>();
    in.withConnection(connection -> channel.set(connection.channel()));
    return channel.get();
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
