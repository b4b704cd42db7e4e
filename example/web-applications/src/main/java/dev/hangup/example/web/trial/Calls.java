// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.trial;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.client.standard.WebSocketContainerFactoryBean;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/** Told a URL it connects there, as a client that echoes what it hears. */
final class Calls extends AbstractWebSocketHandler {

  private final WebSocketHandler echo;
  private final boolean remedied;

  /** What a client does, and whether it has done what the remedies name. */
  Calls(WebSocketHandler echo, boolean remedied) {
    this.echo = echo;
    this.remedied = remedied;
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage url) throws Exception {
    new StandardWebSocketClient(container()).execute(echo, url.getPayload()).join();
  }

  private WebSocketContainer container() throws Exception {
    if (!remedied) {
      return ContainerProvider.getWebSocketContainer();
    }
    WebSocketContainerFactoryBean factory = new WebSocketContainerFactoryBean();
    factory.setMaxTextMessageBufferSize(TrialApplication.ENOUGH);
    factory.setMaxBinaryMessageBufferSize(TrialApplication.ENOUGH);
    factory.setMaxSessionIdleTimeout(1_000);
    return factory.getObject();
  }
}
