// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty's own WebSocket API on its default connector. */
public final class JettyEcho implements EchoServer {

  @Override
  public String stack() {
    return "jetty";
  }

  @Override
  public String version() {
    return Jetty.VERSION;
  }

  @Override
  public int start(int size) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setIdleTimeout(Duration.ZERO); // another server may be loaded for long
              container.addMapping("/echo", (request, response, callback) -> new Echo());
            }));
    server.start();
    return connector.getLocalPort();
  }

  /** Made for each connection. */
  public static final class Echo extends Session.Listener.AbstractAutoDemanding {

    @Override
    public void onWebSocketText(String message) {
      getSession().sendText(message, Callback.NOOP);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer message, Callback callback) {
      getSession().sendBinary(message, callback);
    }
  }
}
