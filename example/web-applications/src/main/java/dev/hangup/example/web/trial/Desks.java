// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.trial;

import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.StompWebSocketEndpointRegistration;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.server.HandshakeHandler;

/** STOMP, with somebody who looks at every message. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocketMessageBroker
class Desks implements WebSocketMessageBrokerConfigurer {

  private final ObjectProvider<HandshakeHandler> handshakes;

  Desks(ObjectProvider<HandshakeHandler> handshakes) {
    this.handshakes = handshakes;
  }

  @Override
  public void registerStompEndpoints(StompEndpointRegistry registry) {
    StompWebSocketEndpointRegistration desks = registry.addEndpoint("/desks/{desk}/stomp");
    handshakes.ifAvailable(desks::setHandshakeHandler);
  }

  @Override
  public void configureMessageBroker(MessageBrokerRegistry registry) {
    registry.enableSimpleBroker("/topic");
  }

  @Override
  public void configureWebSocketTransport(WebSocketTransportRegistration transport) {
    transport.setMessageSizeLimit(10 * TrialApplication.ENOUGH);
  }

  @Override
  public void configureClientInboundChannel(ChannelRegistration channel) {
    channel.interceptors(
        new ChannelInterceptor() {
          @Override
          public Message<?> preSend(Message<?> message, MessageChannel to) {
            String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
            if (Objects.equals(destination, "/topic/forbidden")) {
              throw new SecurityException("not for you");
            }
            return message;
          }
        });
  }
}
