// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.ServerWebSocket;
import java.util.HashMap;
import java.util.Map;

/** Two echoes on Micronaut: with the limit it has by itself, and with one that was raised. */
public class MicronautEcho implements StackUnderTest {

  private ApplicationContext context;

  @Override
  public int serve(Options options) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("micronaut.server.host", "127.0.0.1");
    properties.put("micronaut.server.port", -1);
    if (options.idleMillis() > 0) {
      properties.put("micronaut.server.read-idle-timeout", options.idleMillis() + "ms");
    }
    context =
        ApplicationContext.builder(MicronautEcho.class.getClassLoader())
            .properties(properties)
            .start();
    return context.getBean(EmbeddedServer.class).start().getPort();
  }

  /** As it is without a word about sizes. */
  @ServerWebSocket("/usual")
  public static class Usual {

    @OnMessage
    void heard(String text, WebSocketSession session) {
      session.sendAsync(text);
    }
  }

  /** As the remedy has it. */
  @ServerWebSocket("/raised")
  public static class Raised {

    @OnMessage(maxPayloadLength = 200_000)
    void heard(String text, WebSocketSession session) {
      session.sendAsync(text);
    }
  }

  @Override
  public void connect(int port, Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public void close() {
    context.close();
  }
}
