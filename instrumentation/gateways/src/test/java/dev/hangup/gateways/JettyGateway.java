// SPDX-License-Identifier: Apache-2.0
package dev.hangup.gateways;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.websocket.server.ServerEndpointConfig;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.websocket.javax.server.config.JavaxWebSocketServletContainerInitializer;

/** On Jetty. */
public final class JettyGateway extends Gateway {

  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  /** Made by the testkit, by name. */
  public JettyGateway() {}

  @Override
  int start(ServerEndpointConfig endpoint) throws Exception {
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    server.setHandler(context);
    JavaxWebSocketServletContainerInitializer.configure(
        context, (servlets, container) -> container.addEndpoint(endpoint));
    server.start();
    return ((NetworkConnector) server.getConnectors()[0]).getLocalPort();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
