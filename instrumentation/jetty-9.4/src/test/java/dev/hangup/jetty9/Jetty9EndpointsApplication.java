// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import java.io.IOException;
import java.net.URI;
import javax.websocket.ClientEndpoint;
import javax.websocket.CloseReason;
import javax.websocket.ContainerProvider;
import javax.websocket.Endpoint;
import javax.websocket.EndpointConfig;
import javax.websocket.MessageHandler;
import javax.websocket.OnMessage;
import javax.websocket.OnOpen;
import javax.websocket.Session;
import javax.websocket.WebSocketContainer;
import javax.websocket.server.PathParam;
import javax.websocket.server.ServerContainer;
import javax.websocket.server.ServerEndpoint;
import javax.websocket.server.ServerEndpointConfig;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.annotations.WebSocket;
import org.eclipse.jetty.websocket.jsr356.server.deploy.WebSocketServerContainerInitializer;
import org.eclipse.jetty.websocket.servlet.WebSocketServlet;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;

/**
 * A chat on the Javax layer, and a WebSocket servlet beside it: the client says hello, and closes
 * when it is greeted.
 */
public final class Jetty9EndpointsApplication implements StackUnderTest {

  private Server server;
  private WebSocketContainer client;

  /** Made by the testkit, by name. */
  public Jetty9EndpointsApplication() {}

  @Override
  public int serve(Options options) throws Exception {
    server = new Server(new QueuedThreadPool(8));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/app");
    server.setHandler(context);
    context.addServlet(new ServletHolder(new Feed()), "/feed/*");
    ServerContainer container = WebSocketServerContainerInitializer.configureContext(context);
    container.addEndpoint(Chat.class);
    container.addEndpoint(ServerEndpointConfig.Builder.create(Talk.class, "/talk/{room}").build());
    server.start();
    return connector.getLocalPort();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    client = ContainerProvider.getWebSocketContainer();
    client.connectToServer(Guest.class, URI.create("ws://127.0.0.1:" + port + options.path()));
  }

  @Override
  public void close() {
    try {
      if (client instanceof LifeCycle) {
        ((LifeCycle) client).stop();
      }
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its template is in its annotation. */
  @ServerEndpoint("/chat/{room}")
  public static final class Chat {
    @OnMessage
    public String said(String text, @PathParam("room") String room) {
      return text + ", " + room;
    }
  }

  /** Its template is in its configuration. */
  public static final class Talk extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      String room = session.getPathParameters().get("room");
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // a failed write ends the connection
            public void onMessage(String text) {
              session.getAsyncRemote().sendText(text + ", " + room);
            }
          });
    }
  }

  /** The client. */
  @ClientEndpoint
  public static final class Guest {
    @OnOpen
    public void opened(Session session) throws IOException {
      session.getBasicRemote().sendText("hello");
    }

    @OnMessage
    public void said(String text, Session session) throws IOException {
      session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(4001), "heard " + text));
    }
  }

  private static final class Feed extends WebSocketServlet {
    private static final long serialVersionUID = 1L;

    @Override
    public void configure(WebSocketServletFactory factory) {
      factory.register(Reader.class);
    }
  }

  /** Listens to nothing. */
  @WebSocket
  public static final class Reader {}
}
