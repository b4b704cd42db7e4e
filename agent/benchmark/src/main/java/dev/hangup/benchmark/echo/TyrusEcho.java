// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.tyrus.core.TyrusServerEndpointConfigurator;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.ServerContainerFactory;

/** Tyrus's own server, which is on Grizzly. */
public final class TyrusEcho implements EchoServer {

  /** Referred to, else its level would be forgotten. */
  private static final Logger LOG = Logger.getLogger("org.glassfish");

  @Override
  public String stack() {
    return "tyrus";
  }

  @Override
  public String version() {
    // Its manifest has it for OSGi only; its jar is tyrus-core-2.2.2.jar.
    URL jar = TyrusWebSocketEngine.class.getProtectionDomain().getCodeSource().getLocation();
    return jar.getPath().replaceFirst(".*/tyrus-core-(.*)\\.jar", "$1");
  }

  @Override
  public int start(int size) throws Exception {
    LOG.setLevel(Level.SEVERE);
    TyrusServerContainer server =
        (TyrusServerContainer) ServerContainerFactory.createServerContainer(Map.of());
    server.addEndpoint(
        ServerEndpointConfig.Builder.create(Echo.class, "/echo")
            // Tomcat's, which is on the same class path, would be found first.
            .configurator(new TyrusServerEndpointConfigurator())
            .build());
    server.start("/", 0);
    return server.getPort();
  }

  /** Made by Tyrus. */
  public static final class Echo extends Endpoint {

    @Override
    public void onOpen(Session session, EndpointConfig config) {
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
    }
  }
}
