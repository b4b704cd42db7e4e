// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.boot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Ends when its standard input does. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({RawHandlers.class, Stomp.class})
public class BootApplication {

  public static void main(String[] args) throws Exception {
    try (var running = SpringApplication.run(BootApplication.class, args)) {
      while (System.in.read() >= 0) {
        continue;
      }
    }
  }
}
