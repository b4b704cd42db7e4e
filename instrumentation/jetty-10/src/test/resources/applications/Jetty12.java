// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.Command;
import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** The echo application, on Jetty's own API. */
public class Jetty12 implements StackUnderTest {

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
    ContextHandler context = new ContextHandler("/");
    WebSocketUpgradeHandler upgrades =
        WebSocketUpgradeHandler.from(server, context)
            .configure(
                container -> {
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
                      (request, response, callback) -> {
                        if (!options.subprotocol().isEmpty()) {
                          response.setAcceptedSubProtocol(options.subprotocol());
                        }
                        return endpoint(options);
                      });
                  container.addMapping(
                      "uri-template|/rooms/{room}",
                      (request, response, callback) -> endpoint(options));
                  container.addMapping(
                      "/later/*",
                      (request, response, callback) -> {
                        new Thread(() -> Response.writeError(request, response, callback, 403))
                            .start();
                        return null;
                      });
                  container.addMapping(
                      "/failing/*",
                      (request, response, callback) -> {
                        callback.failed(new IllegalStateException("as told"));
                        return null;
                      });
                  container.addMapping(
                      "/forbidden/*",
                      (request, response, callback) -> {
                        Response.writeError(request, response, callback, 403);
                        return null;
                      });
                });
    upgrades.setHandler(new Answers());
    context.setHandler(upgrades);
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
  private static final class Answers extends Handler.Abstract {
    @Override
    public boolean handle(
        Request request, Response response, org.eclipse.jetty.util.Callback callback) {
      String path = Request.getPathInContext(request);
      if (!path.startsWith("/answer/")) {
        return false;
      }
      int status = Integer.parseInt(path.substring("/answer/".length()));
      if (status < 300) {
        response.setStatus(status);
        callback.succeeded();
      } else {
        Response.writeError(request, response, callback, status);
      }
      return true;
    }
  }

  private static Object endpoint(Options options) {
    if (options.path().endsWith("/of-the-session")) {
      return new OfTheSession();
    }
    return options.readOnDemand() ? new OnDemand() : new Echo();
  }

  /** Sets what can be set on a session. */
  public static class OfTheSession extends Echo {
    @Override
    public void onWebSocketOpen(Session session) {
      session.setMaxTextMessageSize(100_000);
      session.setMaxBinaryMessageSize(100_000);
      session.setIdleTimeout(Duration.ofMillis(1000));
      super.onWebSocketOpen(session);
    }
  }

  public static class Echo extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketText(String text) {
      new Side(getSession(), Callback.NOOP).received(text);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      new Side(getSession(), callback).received(payload);
    }
  }

  public static class OnDemand implements Session.Listener {
    private Session session;

    @Override
    public void onWebSocketOpen(Session session) {
      this.session = session;
      session.demand();
    }

    @Override
    public void onWebSocketText(String text) {
      new Side(session, Callback.from(session::demand, failure -> {})).received(text);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      session.sendBinary(
          payload,
          Callback.from(
              () -> {
                callback.succeed();
                session.demand();
              },
              callback::fail));
    }
  }

  private record Side(Session session, Callback whenSent) implements EchoSide {

    @Override
    public void send(String text) {
      session.sendText(text, whenSent);
    }

    @Override
    public void send(ByteBuffer payload) {
      session.sendBinary(payload, whenSent);
    }

    @Override
    public void ping(ByteBuffer payload) {
      session.sendPing(payload, whenSent);
    }

    @Override
    public void close(int code, String reason) {
      session.close(code, reason, Callback.NOOP);
    }

    @Override
    public void drop() {
      session.disconnect();
    }

    @Override
    public void leave(int code, String reason) {
      session.close(code, reason, Callback.from(session::disconnect, failure -> {}));
    }

    @Override
    public void flood() {
      session.sendBinary(
          ByteBuffer.allocate(Command.FLOODED), Callback.from(this::flood, failure -> {}));
    }
  }
}
