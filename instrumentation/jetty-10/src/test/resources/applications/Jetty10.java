// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.io.IOException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.http.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.SuspendToken;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.api.WriteCallback;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.server.config.JettyWebSocketServletContainerInitializer;

/** The echo application, on Jetty's own API. */
public class Jetty10 implements StackUnderTest {

  private Server server;
  private WebSocketClient client;

  @Override
  public int serve(Options options) throws Exception {
    server = new Server(new QueuedThreadPool(8));
    if (options.path().endsWith("/graceful")) {
      server.setStopTimeout(5000);
    }
    ServerConnector connector = connector(options.tls());
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    JettyWebSocketServletContainerInitializer.configure(
        context,
        (servlets, container) -> {
          container.setMaxBinaryMessageSize(options.maxFrame());
          container.setMaxTextMessageSize(options.maxFrame());
          container.setIdleTimeout(Duration.ofMillis(options.idleMillis()));
          if (options.path().endsWith("/1000")) {
            container.setMaxFrameSize(1000);
          }
          if (options.path().endsWith("/uncut")) {
            container.setAutoFragment(false);
            container.setMaxFrameSize(options.maxFrame());
          }
          container.addMapping(
              "/echo/*",
              (request, response) -> {
                if (!options.subprotocol().isEmpty()) {
                  response.setAcceptedSubProtocol(options.subprotocol());
                }
                return endpoint(options);
              });
          container.addMapping(
              "uri-template|/rooms/{room}",
              (request, response) -> endpoint(options));
          container.addMapping(
              "/forbidden/*",
              (request, response) -> {
                try {
                  response.sendForbidden("not you");
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
                return null;
              });
        });
    context.addServlet(Answers.class, "/answer/*");
    server.setHandler(context);
    server.start();
    return connector.getLocalPort();
  }

  private ServerConnector connector(boolean tls) {
    if (!tls) {
      return new ServerConnector(server, 1, 1);
    }
    SslContextFactory.Server secrets = new SslContextFactory.Server();
    secrets.setSslContext(TestTls.context());
    HttpConfiguration https = new HttpConfiguration();
    https.addCustomizer(new SecureRequestCustomizer(false)); // addresses have no SNI
    return new ServerConnector(
        server,
        1,
        1,
        new SslConnectionFactory(secrets, "http/1.1"),
        new HttpConnectionFactory(https));
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    ClientConnector connector = new ClientConnector();
    if (options.tls()) {
      SslContextFactory.Client tls = new SslContextFactory.Client();
      if (!options.path().endsWith("/untrusted")) {
        tls.setSslContext(TestTls.context());
      }
      connector.setSslContextFactory(tls);
    }
    client = new WebSocketClient(new HttpClient(new HttpClientTransportOverHTTP(connector)));
    client.setMaxBinaryMessageSize(options.maxFrame());
    client.setMaxTextMessageSize(options.maxFrame());
    if (options.path().endsWith("/1000")) {
      client.setMaxFrameSize(1000);
    }
    client.setIdleTimeout(Duration.ofMillis(options.idleMillis()));
    client.start();
    ClientUpgradeRequest request = new ClientUpgradeRequest();
    if (options.deflate()) {
      request.addExtensions("permessage-deflate");
    }
    if (!options.subprotocol().isEmpty()) {
      request.setSubProtocols(options.subprotocol());
    }
    client.connect(endpoint(options), options.uri(port), request);
  }

  @Override
  public void close() {
    LifeCycle.stop(client);
    LifeCycle.stop(server);
  }

  /** Says over HTTP what it is asked to say. */
  public static final class Answers extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      int status = Integer.parseInt(request.getPathInfo().substring(1));
      if (status < 300) {
        response.setStatus(status);
      } else {
        response.sendError(status);
      }
    }
  }

  private static Object endpoint(Options options) {
    return options.path().endsWith("/of-the-session")
        ? new OfTheSession()
        : new Echo(options.readOnDemand());
  }

  /** Sets what can be set on a session. */
  public static class OfTheSession extends Echo {
    OfTheSession() {
      super(false);
    }

    @Override
    public void onWebSocketConnect(Session session) {
      super.onWebSocketConnect(session);
      session.setMaxTextMessageSize(100_000);
      session.setMaxBinaryMessageSize(100_000);
      session.setIdleTimeout(Duration.ofMillis(1000));
    }
  }

  public static class Echo extends WebSocketAdapter {
    private final boolean readOnDemand;

    Echo(boolean readOnDemand) {
      this.readOnDemand = readOnDemand;
    }

    @Override
    public void onWebSocketText(String text) {
      new Side(getSession(), whenSent()).received(text);
    }

    @Override
    public void onWebSocketBinary(byte[] payload, int offset, int length) {
      new Side(getSession(), whenSent()).received(ByteBuffer.wrap(payload, offset, length));
    }

    /** On demand nothing is read until the echo is on its way. */
    private WriteCallback whenSent() {
      if (!readOnDemand) {
        return WriteCallback.NOOP;
      }
      SuspendToken token = getSession().suspend();
      return new WriteCallback() {
        @Override
        public void writeSuccess() {
          token.resume();
        }

        @Override
        public void writeFailed(Throwable failure) {}
      };
    }
  }

  /** A class, as Java 11 has no records. */
  private static final class Side implements EchoSide {
    private final Session session;
    private final WriteCallback whenSent;

    Side(Session session, WriteCallback whenSent) {
      this.session = session;
      this.whenSent = whenSent;
    }

    @Override
    public void send(String text) {
      session.getRemote().sendString(text, whenSent);
    }

    @Override
    public void send(ByteBuffer payload) {
      session.getRemote().sendBytes(payload, whenSent);
    }

    @Override
    public void ping(ByteBuffer payload) throws IOException {
      session.getRemote().sendPing(payload);
    }

    @Override
    public void close(int code, String reason) {
      session.close(code, reason);
    }

    @Override
    public void drop() {
      session.disconnect();
    }

    @Override
    public void flood() {
      session
          .getRemote()
          .sendBytes(
              ByteBuffer.allocate(Command.FLOODED),
              new WriteCallback() {
                @Override
                public void writeSuccess() {
                  flood();
                }

                @Override
                public void writeFailed(Throwable failure) {}
              });
    }
  }
}
