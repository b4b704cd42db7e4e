// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A chat of annotated endpoints: the client says hello, and closes when it is greeted. */
public class Endpoints implements StackUnderTest {

  private Server server;
  private WebSocketContainer client;

  @Override
  public int serve(Options options) throws Exception {
    server = new Server(new QueuedThreadPool(8));
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/app");
    JakartaWebSocketServletContainerInitializer.configure(
        context,
        (servlets, container) -> {
          container.addEndpoint(Chat.class);
          container.addEndpoint(
              ServerEndpointConfig.Builder.create(Talk.class, "/talk/{room}").build());
        });
    server.setHandler(context);
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
    LifeCycle.stop(client);
    LifeCycle.stop(server);
  }

  @ServerEndpoint("/chat/{room}")
  public static class Chat {
    @OnMessage
    public String said(String text, @PathParam("room") String room) {
      return text + ", " + room;
    }
  }

  public static class Talk extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      String room = session.getPathParameters().get("room");
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
              session.getAsyncRemote().sendText(text + ", " + room);
            }
          });
    }
  }

  @ClientEndpoint
  public static class Guest {
    @OnOpen
    public void opened(Session session) throws IOException {
      session.getBasicRemote().sendText("hello");
    }

    @OnMessage
    public void said(String text, Session session) throws IOException {
      session.close(
          new CloseReason(CloseReason.CloseCodes.getCloseCode(4001), "heard " + text));
    }
  }
}
