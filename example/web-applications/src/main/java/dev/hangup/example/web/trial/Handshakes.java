// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.trial;

import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.server.jetty.JettyRequestUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/** The remedies for Spring on Jetty, followed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "trial.remedy", havingValue = "jetty")
class Handshakes {

  @Bean
  DefaultHandshakeHandler handshakes() {
    JettyRequestUpgradeStrategy upgrades = new JettyRequestUpgradeStrategy();
    upgrades.addWebSocketConfigurer(
        sessions -> {
          sessions.setMaxTextMessageSize(TrialApplication.ENOUGH);
          sessions.setMaxBinaryMessageSize(TrialApplication.ENOUGH);
          sessions.setIdleTimeout(Duration.ofSeconds(1));
        });
    return new DefaultHandshakeHandler(upgrades);
  }
}
