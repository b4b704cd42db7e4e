// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.dynamic.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.http.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.api.WriteCallback;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.server.config.JettyWebSocketServletContainerInitializer;

/** WebSocket on a stream of HTTP/2, RFC 8441, both ends. Its path says who ends it. */
public class Http2Jetty10 implements StackUnderTest {

  private Server server;
  private WebSocketClient client;
  private final CountDownLatch over = new CountDownLatch(1);

  @Override
  public int serve(Options options) throws Exception {
    server = new Server(new QueuedThreadPool(12));
    HTTP2CServerConnectionFactory http2 =
        new HTTP2CServerConnectionFactory(new HttpConfiguration());
    ServerConnector connector = new ServerConnector(server, 1, 1, http2);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    JettyWebSocketServletContainerInitializer.configure(
        context,
        (servlets, container) -> {
          container.setIdleTimeout(Duration.ofMillis(options.idleMillis()));
          container.addMapping("/echo/*", (request, response) -> new Echo());
        });
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    ClientConnector connector = new ClientConnector();
    HTTP2Client http2 = new HTTP2Client(connector);
    client =
        new WebSocketClient(
            new HttpClient(
                new HttpClientTransportDynamic(
                    connector, new ClientConnectionFactoryOverHTTP2.HTTP2(http2))));
    client.setIdleTimeout(Duration.ofMillis(options.idleMillis()));
    client.start();
    Guest guest = new Guest(options.path(), over);
    client
        .connect(
        guest,
        URI.create("ws://127.0.0.1:" + port + options.path()),
        new ClientUpgradeRequest())
        .get(20, TimeUnit.SECONDS);
    guest.greeted.await(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    over.countDown();
    LifeCycle.stop(client);
    LifeCycle.stop(server);
  }

  public static class Echo extends WebSocketAdapter {
    @Override
    public void onWebSocketText(String text) {
      switch (text) {
        case "bye" -> getSession().close(1000, "heard " + text);
        case "drop" -> getSession().disconnect();
        case "away" -> getSession().close(1001, "heard " + text);
        case "throw" -> throw new IllegalStateException("as told");
        case "flood" -> flood(getSession());
        default -> getRemote().sendString(text, WriteCallback.NOOP);
      }
    }

    private static void flood(Session session) {
      session
          .getRemote()
          .sendBytes(
              ByteBuffer.allocate(8192),
              new WriteCallback() {
                @Override
                public void writeSuccess() {
                  flood(session);
                }

                @Override
                public void writeFailed(Throwable failure) {}
              });
    }
  }

  public static class Guest extends WebSocketAdapter {
    private final String path;
    private final CountDownLatch greeted = new CountDownLatch(1);

    private final CountDownLatch over;

    Guest(String path, CountDownLatch over) {
      this.path = path;
      this.over = over;
    }

    /** Reads nothing meanwhile. */
    private void sleepUntilItEnds() {
      try {
        over.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onWebSocketConnect(Session session) {
      super.onWebSocketConnect(session);
      getRemote().sendString("hello", WriteCallback.NOOP);
      if (path.equals("/echo/idle")) {
        greeted.countDown(); // the timer may be faster than the answer
      }
    }

    @Override
    public void onWebSocketText(String text) {
      greeted.countDown();
      switch (path) {
        case "/echo/abort" -> getSession().disconnect();
        case "/echo/close" -> getSession().close(1000, "heard " + text);
        case "/echo/bye", "/echo/drop", "/echo/away", "/echo/throw" -> {
          if (text.equals("hello")) {
            getRemote().sendString(path.substring("/echo/".length()), WriteCallback.NOOP);
          }
        }
        case "/echo/flood" -> {
          getRemote().sendString("flood", WriteCallback.NOOP);
          sleepUntilItEnds();
        }
        default -> {}
      }
    }
  }
}
