// SPDX-License-Identifier: Apache-2.0
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Echoes on Jetty 12, and ends when its standard input does. Run from its source. */
public class Jetty12Talk {

  public static void main(String[] arguments) throws Exception {
    Server server = new Server(new QueuedThreadPool(8));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ContextHandler context = new ContextHandler("/");
    context.setHandler(
        WebSocketUpgradeHandler.from(server, context)
            .configure(
                container ->
                    container.addMapping("/talk/*", (request, response, callback) -> new Echo())));
    server.setHandler(context);
    server.start();
    System.out.println("listening on port " + connector.getLocalPort());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  public static class Echo extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketText(String text) {
      getSession().sendText(text, Callback.NOOP);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      getSession().sendBinary(payload, callback);
    }
  }
}
