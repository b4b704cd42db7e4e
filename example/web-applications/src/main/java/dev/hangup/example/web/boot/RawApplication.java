// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.boot;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** No more than what Spring Boot 2 knows as well. Ends when its standard input does. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Goodbyes.class, RawHandlers.class})
public class RawApplication {

  public static void main(String[] args) throws IOException {
    ConfigurableApplicationContext running = SpringApplication.run(RawApplication.class, args);
    int next;
    do {
      next = System.in.read();
    } while (next >= 0);
    System.exit(SpringApplication.exit(running));
  }
}
