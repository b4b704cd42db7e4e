// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web.plain;

import java.io.IOException;
import java.io.OutputStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Ends when its standard input does. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class PlainApplication {

  public static void main(String[] args) throws IOException {
    ConfigurableApplicationContext running = SpringApplication.run(PlainApplication.class, args);
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(SpringApplication.exit(running));
  }
}
