// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import io.javalin.Javalin;
import io.javalin.websocket.WsConfig;

/** An echo on Javalin. Where the options say another limit than Jetty's own, it is set. */
public class JavalinEcho implements StackUnderTest {

  private static final int JETTYS = 65536;

  private Javalin server;

  @Override
  public int serve(Options options) {
    server =
        Javalin.create(
            config -> {
              config.routes.ws("/echo", JavalinEcho::echo);
              if (options.maxFrame() != JETTYS) {
                config.jetty.modifyWebSocketServletFactory(
                    factory -> factory.setMaxTextMessageSize(options.maxFrame()));
              }
            });
    return server.start("127.0.0.1", 0).port();
  }

  private static void echo(WsConfig socket) {
    socket.onMessage(context -> context.send(context.message()));
  }

  @Override
  public void connect(int port, Options options) {
    throw StackUnderTest.unable();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop();
    }
  }
}
