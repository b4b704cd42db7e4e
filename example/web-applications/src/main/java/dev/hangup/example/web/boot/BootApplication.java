// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.boot;

import java.io.IOException;
import java.io.OutputStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Ends when its standard input does. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Goodbyes.class, RawHandlers.class, Stomp.class})
public class BootApplication {

  public static void main(String[] args) throws IOException {
    ConfigurableApplicationContext running = SpringApplication.run(BootApplication.class, args);
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(SpringApplication.exit(running)); // a client of Jetty's has threads that would stay
  }
}
