// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.trial;

import java.io.IOException;
import java.io.OutputStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/** Ends when its standard input does. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Doors.class, Rooms.class, Desks.class, Handshakes.class})
public class TrialApplication {

  /** More than a server's buffer holds by default. */
  public static final int ENOUGH = 100_000;

  public static void main(String[] args) throws IOException {
    ConfigurableApplicationContext running = SpringApplication.run(TrialApplication.class, args);
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(SpringApplication.exit(running));
  }

  /** The remedies for Spring on Tomcat, followed. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "trial.remedy", havingValue = "tomcat")
  static class Remedy {

    @Bean
    ServletServerContainerFactoryBean container() {
      ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
      container.setMaxTextMessageBufferSize(ENOUGH);
      container.setMaxBinaryMessageBufferSize(ENOUGH);
      container.setMaxSessionIdleTimeout(1_000L);
      return container;
    }
  }
}
