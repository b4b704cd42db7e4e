package corpus;

import corpus.talk.Line;
import corpus.talk.Orders;
import corpus.talk.Talk;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Spring WebFlux on Reactor Netty. */
@SpringBootApplication
public class WebFluxApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(WebFluxApplication.class, arguments);
  }

  @Bean
  HandlerMapping paths() {
    Map<String, WebSocketHandler> handlers = new HashMap<>();
    handlers.put("/talk/{room}", new Conversation(null, ""));
    handlers.put("/openfail/{room}", new Conversation(null, "openfail"));
    handlers.put("/timeout/{room}", new Conversation(null, "timeout"));
    handlers.put("/secret/{room}", new Conversation(null, ""));
    return new SimpleUrlHandlerMapping(handlers, -1);
  }

  @Bean
  WebFilter gate() {
    return (exchange, chain) -> {
      String origin = exchange.getRequest().getHeaders().getOrigin();
      HttpStatus refused =
          exchange.getRequest().getPath().value().startsWith("/secret")
              ? HttpStatus.UNAUTHORIZED
              : origin != null && origin.contains("evil") ? HttpStatus.FORBIDDEN : null;
      if (refused == null) {
        return chain.filter(exchange);
      }
      exchange.getResponse().setStatusCode(refused);
      return exchange.getResponse().setComplete();
    };
  }

  @Bean
  ApplicationListener<org.springframework.boot.context.event.ApplicationReadyEvent> ready() {
    return event -> {
      Orders.listening(
          Integer.parseInt(
              event.getApplicationContext().getEnvironment().getProperty("local.server.port")));
      ReactorNettyWebSocketClient client = new ReactorNettyWebSocketClient();
      Orders.obey(
          (url, protocol, guest) ->
              client
                  .execute(
                      URI.create(url),
                      protocol.isEmpty()
                          ? new Conversation(guest, "")
                          : new Conversation(guest, "", List.of(protocol)))
                  .subscribe(nothing -> {}, guest::failed));
    };
  }

  private static final class Conversation implements WebSocketHandler {

    private final Orders.Guest guest;
    private final String kind;
    private final List<String> protocols;

    Conversation(Orders.Guest guest, String kind) {
      this(guest, kind, guest == null ? List.of("chat.v1") : List.of());
    }

    Conversation(Orders.Guest guest, String kind, List<String> protocols) {
      this.guest = guest;
      this.kind = kind;
      this.protocols = protocols;
    }

    @Override
    public List<String> getSubProtocols() {
      return protocols;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      if (kind.equals("openfail")) {
        throw new IllegalStateException("cannot open");
      }
      Sinks.Many<WebSocketMessage> out = Sinks.many().unicast().onBackpressureBuffer();
      Line line = new ReactiveLine(session, out);
      Talk talk = guest == null ? new Talk(line) : guest.opened(line);
      Mono<Void> in =
          (kind.equals("timeout")
                  ? session.receive().timeout(Duration.ofSeconds(3))
                  : session.receive())
              .doOnNext(message -> hear(talk, session, message))
              .doFinally(
                  signal -> {
                    talk.closed();
                    out.tryEmitComplete();
                  })
              .then();
      return session.send(out.asFlux()).and(in);
    }

    private static void hear(Talk talk, WebSocketSession session, WebSocketMessage message) {
      try {
        switch (message.getType()) {
          case TEXT -> talk.heard(message.getPayloadAsText());
          case PONG -> talk.pong();
          case BINARY -> {
            byte[] bytes = new byte[message.getPayload().readableByteCount()];
            message.getPayload().read(bytes);
            talk.line().binary(bytes);
          }
          default -> {}
        }
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw reactor.core.Exceptions.propagate(e);
      }
    }
  }

  private static final class ReactiveLine implements Line {

    private final WebSocketSession session;
    private final Sinks.Many<WebSocketMessage> out;

    ReactiveLine(WebSocketSession session, Sinks.Many<WebSocketMessage> out) {
      this.session = session;
      this.out = out;
    }

    private void emit(WebSocketMessage message) {
      out.emitNext(message, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
    }

    @Override
    public void text(String text) {
      emit(session.textMessage(text));
    }

    @Override
    public void binary(byte[] bytes) {
      emit(session.binaryMessage(buffers -> buffers.wrap(bytes)));
    }

    @Override
    public void ping() {
      emit(session.pingMessage(buffers -> buffers.wrap(new byte[] {1})));
    }

    @Override
    public void close(int code, String reason) {
      (code == 0
              ? session.close()
              : session.close(reason.isEmpty() ? new CloseStatus(code) : new CloseStatus(code, reason)))
          .subscribe();
    }

    @Override
    public void abort() {
      throw new UnsupportedOperationException("WebFlux has no way to abort");
    }
  }
}
