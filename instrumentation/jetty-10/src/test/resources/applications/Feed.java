// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServlet;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.annotations.WebSocket;

/** A servlet that upgrades: Jetty's mapping inside it matches everything. */
public class Feed implements StackUnderTest {

  private Server server;

  @Override
  public int serve(Options options) throws Exception {
    server = new Server(new QueuedThreadPool(8));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/app");
    JettyWebSocketServletContainerInitializer.configure(context, null);
    context.addServlet(new ServletHolder(new FeedServlet()), "/feed/*");
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }

  @Override
  public void connect(int port, Options options) {
    throw new UnsupportedOperationException("a server only");
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }

  public static class FeedServlet extends JettyWebSocketServlet {
    @Override
    protected void configure(JettyWebSocketServletFactory factory) {
      factory.register(Reader.class);
    }
  }

  @WebSocket
  public static class Reader {}
}
