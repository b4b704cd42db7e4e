// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.boot;

import java.io.IOException;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** Handlers of messages, mapped by patterns. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
public class RawHandlers implements WebSocketConfigurer {

  private final Goodbyes goodbyes;

  public RawHandlers(Goodbyes goodbyes) {
    this.goodbyes = goodbyes;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry.addHandler(new Echo(goodbyes), "/rooms/{room}/talk");
    registry.addHandler(new Relay(), "/relays/*");
  }

  private static final class Echo extends TextWebSocketHandler {

    private final Goodbyes goodbyes;

    Echo(Goodbyes goodbyes) {
      this.goodbyes = goodbyes;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
      goodbyes.opened(session);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
      goodbyes.closed(session);
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message)
        throws IOException {
      session.sendMessage(message);
    }
  }

  /** Told a URL, says hello there, passes on what it hears, and takes its leave there. */
  private static final class Relay extends TextWebSocketHandler {

    private final StandardWebSocketClient client = new StandardWebSocketClient();

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage url) {
      client.execute(new Caller(session), url.getPayload()).join();
    }
  }

  private static final class Caller extends TextWebSocketHandler {

    private final WebSocketSession asked;

    Caller(WebSocketSession asked) {
      this.asked = asked;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
      session.sendMessage(new TextMessage("hello"));
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage answer)
        throws IOException {
      asked.sendMessage(answer);
      session.close();
    }
  }
}
