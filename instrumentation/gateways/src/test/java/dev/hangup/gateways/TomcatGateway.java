// SPDX-License-Identifier: Apache-2.0
package dev.hangup.gateways;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.websocket.server.ServerContainer;
import javax.websocket.server.ServerEndpointConfig;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.IntrospectionUtils;
import org.apache.tomcat.websocket.server.WsSci;

/** On Tomcat. */
public final class TomcatGateway extends Gateway {

  private final Tomcat tomcat = new Tomcat();
  private Path work;

  public TomcatGateway() {
    // There is one such factory in a JVM, and many Tomcats in this one.
    TomcatURLStreamHandlerFactory.disable();
  }

  @Override
  int start(ServerEndpointConfig endpoint) throws Exception {
    work = Files.createTempDirectory("tomcat");
    tomcat.setBaseDir(work.toString());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", work.toString());
    IntrospectionUtils.setProperty(context, "clearReferencesObjectStreamClassCaches", "false");
    context.addServletContainerInitializer(new WsSci(), null);
    // Tomcat asks its WebSocket filter only about requests that some servlet is there for.
    Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
    tomcat.start();
    ((ServerContainer)
            context.getServletContext().getAttribute("javax.websocket.server.ServerContainer"))
        .addEndpoint(endpoint);
    return connector.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IOException(e);
    }
    try (Stream<Path> files = Files.walk(work)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path each : all) {
        Files.deleteIfExists(each);
      }
    }
  }
}
