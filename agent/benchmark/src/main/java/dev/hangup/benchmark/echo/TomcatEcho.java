// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.websocket.server.WsSci;

/** Embedded Tomcat with its default connector. */
public final class TomcatEcho implements EchoServer {

  /** Referred to, else its level would be forgotten. */
  private static final Logger LOG = Logger.getLogger("org.apache");

  @Override
  public String stack() {
    return "tomcat";
  }

  @Override
  public String version() {
    return ServerInfo.getServerNumber();
  }

  @Override
  public int start(int size) throws Exception {
    LOG.setLevel(Level.SEVERE);
    Path work = Files.createTempDirectory("tomcat");
    work.toFile().deleteOnExit();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(work.toString());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", work.toString());
    context.addServletContainerInitializer(new WsSci(), null);
    Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
    tomcat.start();
    ServerContainer container =
        (ServerContainer)
            context.getServletContext().getAttribute("jakarta.websocket.server.ServerContainer");
    int buffer = Math.max(size, container.getDefaultMaxBinaryMessageBufferSize());
    container.setDefaultMaxBinaryMessageBufferSize(buffer);
    container.setDefaultMaxTextMessageBufferSize(buffer);
    container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/echo").build());
    return connector.getLocalPort();
  }

  /** Made by Tomcat. */
  public static final class Echo extends Endpoint {

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      // No lambdas: Tomcat reads the type of the message from the class.
      session.addMessageHandler(
          new MessageHandler.Whole<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer message) {
              try {
                session.getBasicRemote().sendBinary(message);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String message) {
              try {
                session.getBasicRemote().sendText(message);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
    }
  }
}
