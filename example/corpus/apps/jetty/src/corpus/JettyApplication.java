package corpus;

import corpus.talk.Line;
import corpus.talk.Orders;
import corpus.talk.Talk;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketCreator;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Plain Jetty, its own API. */
public final class JettyApplication {

  private static final String KEYS = System.getProperty("corpus.keys");

  public static void main(String[] arguments) throws Exception {
    Server server = new Server();
    ServerConnector connector;
    if (Boolean.getBoolean("corpus.tls")) {
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStorePath(KEYS);
      tls.setKeyStorePassword("corpus");
      HttpConfiguration http = new HttpConfiguration();
      http.addCustomizer(new org.eclipse.jetty.server.SecureRequestCustomizer(false));
      connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
    } else {
      connector = new ServerConnector(server);
    }
    connector.setHost(System.getProperty("corpus.host", "0.0.0.0"));
    connector.setPort(Integer.getInteger("corpus.port", 0));
    connector.setAcceptedTcpNoDelay(true);
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(server, container -> configure(container)));
    server.setStopAtShutdown(true);
    server.start();
    WebSocketClient client = client();
    client.start();
    Orders.listening(connector.getLocalPort());
    Orders.obey(
        (url, protocol, guest) -> {
          ClientUpgradeRequest request = new ClientUpgradeRequest();
          if (!protocol.isEmpty()) {
            request.setSubProtocols(protocol);
          }
          client
              .connect(new Conversation(guest, ""), URI.create(url), request)
              .whenComplete(
                  (session, failure) -> {
                    if (failure != null) {
                      guest.failed(failure);
                    }
                  });
        });
    server.join();
  }

  private static WebSocketClient client() {
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setTrustStorePath(KEYS);
    tls.setTrustStorePassword("corpus");
    tls.setEndpointIdentificationAlgorithm(null);
    ClientConnector connector = new ClientConnector();
    connector.setSslContextFactory(tls);
    return new WebSocketClient(
        new HttpClient(new org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP(connector)));
  }

  private static void configure(ServerWebSocketContainer container) {
    for (String path : new String[] {"/talk/{room}", "/openfail/{room}", "/secret/{room}"}) {
      WebSocketCreator creator =
          (request, response, callback) -> {
            if (path.startsWith("/secret")) {
              Response.writeError(request, response, callback, 401);
              return null;
            }
            String origin = request.getHeaders().get("Origin");
            if (origin != null && origin.contains("evil")) {
              Response.writeError(request, response, callback, 403);
              return null;
            }
            if (request.getSubProtocols().contains("chat.v1")) {
              response.setAcceptedSubProtocol("chat.v1");
            }
            return new Conversation(null, path);
          };
      container.addMapping(new UriTemplatePathSpec(path), creator);
    }
  }

  /** Public because Jetty looks for its methods. */
  public static final class Conversation extends Session.Listener.AbstractAutoDemanding {

    private final Orders.Guest guest;
    private final String path;
    private Talk talk;

    Conversation(Orders.Guest guest, String path) {
      this.guest = guest;
      this.path = path;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      super.onWebSocketOpen(session);
      if (path.startsWith("/openfail")) {
        throw new IllegalStateException("cannot open");
      }
      Line line = new JettyLine(session);
      talk = guest == null ? new Talk(line) : guest.opened(line);
    }

    @Override
    public void onWebSocketText(String text) {
      try {
        talk.heard(text);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
      callback.succeed();
      getSession().sendBinary(copy, Callback.NOOP);
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
      talk.pong();
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
      if (talk != null) {
        talk.closed();
      }
    }

    @Override
    public void onWebSocketError(Throwable failure) {
      System.out.println("corpus: error " + failure);
    }
  }

  private static final class JettyLine implements Line {

    private final Session session;

    JettyLine(Session session) {
      this.session = session;
    }

    @Override
    public void text(String text) throws Exception {
      Callback.Completable done = new Callback.Completable();
      session.sendText(text, done);
    }

    @Override
    public void binary(byte[] bytes) throws Exception {
      Callback.Completable done = new Callback.Completable();
      session.sendBinary(ByteBuffer.wrap(bytes), done);
      done.get();
    }

    @Override
    public void ping() {
      session.sendPing(ByteBuffer.wrap(new byte[] {1}), Callback.NOOP);
    }

    @Override
    public void close(int code, String reason) {
      if (code == 0) {
        session.close(1005, null, Callback.NOOP);
      } else {
        session.close(code, reason, Callback.NOOP);
      }
    }

    @Override
    public void abort() {
      session.disconnect();
    }

    @Override
    public void idle(Duration limit) {
      session.setIdleTimeout(limit);
    }

    @Override
    public void closeAndLeave(int code, String reason) {
      session.close(code, reason, Callback.from(session::disconnect, e -> session.disconnect()));
    }
  }
}
