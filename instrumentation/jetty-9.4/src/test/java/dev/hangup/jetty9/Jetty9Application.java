// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.eclipse.jetty.io.ChannelEndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.SuspendToken;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.api.WebSocketPolicy;
import org.eclipse.jetty.websocket.api.WriteCallback;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeFilter;

/** The echo application, on Jetty's own API. */
public final class Jetty9Application implements StackUnderTest {

  /** Is taken away first, while the server and its threads live on. */
  private ServletContextHandler undeployed;

  private Server server;
  private WebSocketClient client;

  /** Made by the testkit, by name. */
  public Jetty9Application() {}

  @Override
  public int serve(Options options) throws Exception {
    server = new Server(new QueuedThreadPool(8));
    ServerConnector connector = connector(options);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    if (options.path().endsWith("/undeployed")) {
      undeployed = context;
    }
    context.setContextPath("/");
    server.setHandler(context);
    WebSocketUpgradeFilter upgrades = WebSocketUpgradeFilter.configureContext(context);
    configure(upgrades.getFactory().getPolicy(), options);
    upgrades.addMapping(
        new ServletPathSpec("/echo/*"),
        (request, response) -> {
          if (!options.subprotocol().isEmpty()) {
            response.setAcceptedSubProtocol(options.subprotocol());
          }
          return new Echo(options);
        });
    upgrades.addMapping(
        new UriTemplatePathSpec("/rooms/{room}"), (request, response) -> new Echo(options));
    upgrades.addMapping(
        new ServletPathSpec("/forbidden/*"),
        (request, response) -> {
          try {
            response.sendForbidden("not you");
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return null;
        });
    context.addServlet(Answers.class, "/answer/*");
    server.start();
    return connector.getLocalPort();
  }

  /** Says over HTTP what it is asked to say. */
  @SuppressWarnings("serial")
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

  private ServerConnector connector(Options options) {
    if (options.path().endsWith("/found-closed")) {
      return new FoundClosedConnector(server);
    }
    if (!options.tls()) {
      return new ServerConnector(server, 1, 1);
    }
    HttpConfiguration https = new HttpConfiguration();
    https.addCustomizer(new SecureRequestCustomizer());
    return new ServerConnector(
        server,
        1,
        1,
        new SslConnectionFactory(secrets(), "http/1.1"),
        new HttpConnectionFactory(https));
  }

  private static SslContextFactory secrets() {
    SslContextFactory secrets = new SslContextFactory();
    secrets.setSslContext(TestTls.context());
    return secrets;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // whether it connects is for the facts to tell
  public void connect(int port, Options options) throws Exception {
    SslContextFactory trust =
        options.path().endsWith("/untrusted") ? new SslContextFactory() : secrets();
    client = options.tls() ? new WebSocketClient(trust) : new WebSocketClient();
    configure(client.getPolicy(), options);
    client.start();
    ClientUpgradeRequest request = new ClientUpgradeRequest();
    if (options.deflate()) {
      request.addExtensions("permessage-deflate");
    }
    if (!options.subprotocol().isEmpty()) {
      request.setSubProtocols(options.subprotocol());
    }
    client.connect(new Echo(options), options.uri(port), request);
  }

  /** 0 would be the end at once: before 9.4.20 the timer takes it for a time. */
  private static void configure(WebSocketPolicy policy, Options options) {
    policy.setMaxBinaryMessageSize(options.maxFrame());
    policy.setMaxTextMessageSize(options.maxFrame());
    policy.setIdleTimeout(options.idleMillis() == 0 ? 300_000 : options.idleMillis());
  }

  @Override
  public void close() {
    stop(client);
    ServletContextHandler toUndeploy = undeployed;
    if (toUndeploy != null) {
      undeployed = null;
      stop(toUndeploy);
    } else {
      stop(server);
    }
  }

  private static void stop(LifeCycle running) {
    if (running instanceof AbstractLifeCycle) {
      try {
        running.stop();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class FoundClosedConnector extends ServerConnector {

    FoundClosedConnector(Server server) {
      super(server, 1, 1);
    }

    @Override
    protected ChannelEndPoint newEndPoint(
        SocketChannel channel, ManagedSelector selector, SelectionKey key) {
      ChannelEndPoint made = new FoundClosed(channel, selector, key, getScheduler());
      made.setIdleTimeout(getIdleTimeout());
      return made;
    }
  }

  /**
   * Whoever closes the channel, another thread finds that out at once and closes the endpoint: what
   * the selector's thread does now and then.
   */
  private static final class FoundClosed extends SocketChannelEndPoint {

    FoundClosed(
        SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
      super(channel, selector, key, scheduler);
    }

    @Override
    public void doClose() {
      super.doClose();
      Thread other = new Thread(this::close, "found closed");
      other.start();
      try {
        other.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Answers everything. */
  public static final class Echo extends WebSocketAdapter {

    private final boolean readOnDemand;
    private final boolean cut;
    private final boolean setsItself;

    Echo(Options options) {
      readOnDemand = options.readOnDemand();
      cut = options.path().endsWith("/1000");
      setsItself = options.path().endsWith("/of-the-session");
    }

    @Override
    public void onWebSocketConnect(Session session) {
      super.onWebSocketConnect(session);
      if (setsItself) {
        session.getPolicy().setMaxTextMessageSize(100_000);
        session.getPolicy().setMaxBinaryMessageSize(100_000);
        session.setIdleTimeout(1000);
      }
    }

    @Override
    public void onWebSocketText(String text) {
      boolean command = Command.isCommand(text);
      if (command && readOnDemand) {
        getSession().suspend();
      }
      new Side(getSession(), command ? new Sent(() -> {}) : whenSent()).received(text);
    }

    @Override
    public void onWebSocketBinary(byte[] payload, int offset, int length) {
      if (cut) {
        sendInParts(ByteBuffer.wrap(payload, offset, length));
      } else {
        new Side(getSession(), whenSent()).received(ByteBuffer.wrap(payload, offset, length));
      }
    }

    /** This generation does not cut by itself. */
    private void sendInParts(ByteBuffer payload) {
      try {
        while (payload.hasRemaining()) {
          byte[] part = new byte[Math.min(1000, payload.remaining())];
          payload.get(part);
          getRemote().sendPartialBytes(ByteBuffer.wrap(part), !payload.hasRemaining());
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** On demand nothing is read until the echo is on its way. */
    private WriteCallback whenSent() {
      SuspendToken token = readOnDemand ? getSession().suspend() : null;
      return new Sent(
          () -> {
            if (token != null) {
              token.resume();
            }
          });
    }
  }

  private record Side(Session session, WriteCallback whenSent) implements EchoSide {

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
    public void drop() throws IOException {
      session.disconnect();
    }

    @Override
    public void flood() {
      session.getRemote().sendBytes(ByteBuffer.allocate(Command.FLOODED), new Sent(this::flood));
    }
  }

  private record Sent(Runnable next) implements WriteCallback {
    @Override
    public void writeSuccess() {
      next.run();
    }

    @Override
    public void writeFailed(Throwable failure) {}
  }
}
