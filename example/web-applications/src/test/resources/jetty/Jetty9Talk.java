// SPDX-License-Identifier: Apache-2.0
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeFilter;

/** Echoes on Jetty 9.4, and ends when its standard input does. Run from its source. */
public class Jetty9Talk {

  public static void main(String[] arguments) throws Exception {
    Server server = new Server(new QueuedThreadPool(8));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    server.setHandler(context);
    WebSocketUpgradeFilter.configureContext(context)
        .addMapping(new ServletPathSpec("/talk/*"), (request, response) -> new Echo());
    server.start();
    System.out.println("listening on port " + connector.getLocalPort());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  public static class Echo extends WebSocketAdapter {
    @Override
    public void onWebSocketText(String text) {
      getRemote().sendString(text, null);
    }

    @Override
    public void onWebSocketBinary(byte[] payload, int offset, int length) {
      getRemote().sendBytes(ByteBuffer.wrap(payload, offset, length), null);
    }
  }
}
