package corpus;

import corpus.talk.Orders;
import corpus.talk.Talk;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** Spring Boot with raw handlers and with STOMP, on whatever server is on the class path. */
@SpringBootApplication
@EnableWebSocket
@EnableWebSocketMessageBroker
public class BootApplication implements WebSocketConfigurer, WebSocketMessageBrokerConfigurer {

  public static void main(String[] arguments) {
    SpringApplication.run(BootApplication.class, arguments);
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry.addHandler(new SpringConversation(null, ""), "/talk/{room}")
        .setAllowedOriginPatterns("http://127.0.0.1:[*]");
    registry.addHandler(new SpringConversation(null, "openfail"), "/openfail/{room}");
    registry.addHandler(new SpringConversation(null, "slow"), "/slow/{room}");
    registry
        .addHandler(new SpringConversation(null, ""), "/secret/{room}")
        .addInterceptors(new NoEntry());
  }

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    registry.addEndpoint("/stomp/{room}");
  }

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    ThreadPoolTaskScheduler beats = new ThreadPoolTaskScheduler();
    beats.initialize();
    registry
        .enableSimpleBroker("/topic")
        .setHeartbeatValue(new long[] {2_000, 2_000})
        .setTaskScheduler(beats);
    registry.setApplicationDestinationPrefixes("/app");
  }

  @Controller
  static class Desk {

    @MessageMapping("/say")
    @SendTo("/topic/said")
    public String say(String words) {
      return words;
    }
  }

  private static final class NoEntry implements HandshakeInterceptor {

    @Override
    public boolean beforeHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        Map<String, Object> attributes) {
      response.setStatusCode(HttpStatus.UNAUTHORIZED);
      return false;
    }

    @Override
    public void afterHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        Exception failure) {}
  }

  @Bean
  ApplicationListener<org.springframework.boot.context.event.ApplicationReadyEvent> ready() {
    return event -> {
      Orders.listening(
          Integer.parseInt(
              event.getApplicationContext().getEnvironment().getProperty("local.server.port")));
      Orders.obey(
          (url, protocol, guest) -> {
            WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
            if (!protocol.isEmpty()) {
              headers.setSecWebSocketProtocol(List.of(protocol));
            }
            new StandardWebSocketClient()
                .execute(new SpringConversation(guest, ""), headers, URI.create(url))
                .whenComplete(
                    (session, failure) -> {
                      if (failure != null) {
                        guest.failed(failure);
                      }
                    });
          });
    };
  }
}
