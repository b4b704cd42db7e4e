// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.trial;

import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistration;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;

/** Handlers of messages: they echo, and throw when they are told to. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class Rooms implements WebSocketConfigurer {

  private final ObjectProvider<HandshakeHandler> handshakes;
  private final boolean remedied;

  Rooms(ObjectProvider<HandshakeHandler> handshakes, @Value("${trial.remedy:}") String remedy) {
    this.handshakes = handshakes;
    this.remedied = !remedy.isEmpty();
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    WebSocketHandlerRegistration rooms = registry.addHandler(new Echo(), "/rooms/{room}/talk");
    handshakes.ifAvailable(rooms::setHandshakeHandler);
    registry.addHandler(new Locked(), "/locked");
    registry.addHandler(new Calls(new Echo(), remedied), "/calls");
  }

  private static final class Echo extends AbstractWebSocketHandler {

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message)
        throws IOException {
      if (message.getPayload().equals("!throw")) {
        throw new UnsupportedOperationException("as told");
      }
      session.sendMessage(message);
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message)
        throws IOException {
      session.sendMessage(message);
    }
  }

  private static final class Locked extends AbstractWebSocketHandler {

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
      throw new SecurityException("nobody is let in");
    }
  }
}
