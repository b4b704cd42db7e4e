// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty9;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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

  /** With the context class loader an application has: Jetty looks for its extensions there. */
  @Override
  public int serve(Options options) throws Exception {
    Thread.currentThread().setContextClassLoader(Jetty9Application.class.getClassLoader());
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
    Thread.currentThread().setContextClassLoader(Jetty9Application.class.getClassLoader());
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
    client.connect(
        new Echo(options),
        URI.create((options.tls() ? "wss" : "ws") + "://127.0.0.1:" + port + options.path()),
        request);
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
      if (Command.isCommand(text)) {
        if (readOnDemand) {
          getSession().suspend();
        }
        obey(getSession(), Command.parse(text));
      } else {
        getRemote().sendString(text, whenSent());
      }
    }

    @Override
    public void onWebSocketBinary(byte[] payload, int offset, int length) {
      if (cut) {
        sendInParts(ByteBuffer.wrap(payload, offset, length));
      } else {
        getRemote().sendBytes(ByteBuffer.wrap(payload, offset, length), whenSent());
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

  private static void obey(Session session, Command command) {
    switch (command.verb()) {
      case CLOSE -> session.close(command.code(), command.reason());
      case ABORT -> drop(session);
      case THROW -> throw new IllegalStateException("as told");
      case PING -> ping(session);
      case FLOOD -> flood(session);
      case LEAVE -> {
        session.close(command.code(), command.reason());
        drop(session);
      }
      case HEARTBEAT ->
          command.heartbeat(
              () -> ping(session), () -> session.close(command.code(), command.reason()));
    }
  }

  private static void drop(Session session) {
    try {
      session.disconnect();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void ping(Session session) {
    try {
      session.getRemote().sendPing(ByteBuffer.wrap("ping".getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void flood(Session session) {
    session.getRemote().sendBytes(ByteBuffer.allocate(8192), new Sent(() -> flood(session)));
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
