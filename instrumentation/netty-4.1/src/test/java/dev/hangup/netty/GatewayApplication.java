// SPDX-License-Identifier: Apache-2.0
package dev.hangup.netty;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import java.io.Closeable;
import java.io.IOException;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * Spring Cloud Gateway as Spring Boot starts it, with one route: all paths to the port that the
 * path names, as in {@code /8080}. Its own default of a frame, unless the options say another.
 */
@EnableAutoConfiguration
public class GatewayApplication implements StackUnderTest {

  /** From 4.3 on. */
  private static final String GATEWAY = "spring.cloud.gateway.server.webflux.";

  private Closeable context;

  @Override
  public int serve(Options options) throws ReflectiveOperationException {
    String[] properties = {
      "--server.port=0",
      "--server.address=127.0.0.1",
      "--spring.main.banner-mode=off",
      "--spring.main.register-shutdown-hook=false",
      "--logging.level.root=off",
      "--" + GATEWAY + "routes[0].id=all",
      "--" + GATEWAY + "routes[0].uri=ws://127.0.0.1:" + options.path().substring(1),
      "--" + GATEWAY + "routes[0].predicates[0]=Path=/**",
      "--" + GATEWAY + "httpclient.websocket.max-frame-payload-length=" + options.maxFrame(),
    };
    Class<?> spring = Class.forName("org.springframework.boot.SpringApplication");
    context =
        (Closeable)
            spring
                .getMethod("run", Class.class, String[].class)
                .invoke(null, GatewayApplication.class, properties);
    Object environment = context.getClass().getMethod("getEnvironment").invoke(context);
    Object port =
        environment
            .getClass()
            .getMethod("getProperty", String.class)
            .invoke(environment, "local.server.port");
    return Integer.parseInt((String) port);
  }

  @Override
  public void connect(int port, Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public void close() throws IOException {
    if (context != null) {
      context.close();
    }
  }
}
