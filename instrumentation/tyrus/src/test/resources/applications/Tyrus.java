// SPDX-License-Identifier: Apache-2.0
package applications;

import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.websocket.ClientEndpointConfig;
import javax.websocket.CloseReason;
import javax.websocket.Endpoint;
import javax.websocket.EndpointConfig;
import javax.websocket.Extension;
import javax.websocket.MessageHandler;
import javax.websocket.Session;
import javax.websocket.server.ServerEndpointConfig;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;
import org.glassfish.grizzly.strategies.WorkerThreadIOStrategy;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.client.SslEngineConfigurator;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.ServerContainer;
import org.glassfish.tyrus.spi.ServerContainerFactory;

/** The echo application on the standard's API. */
public final class Tyrus implements StackUnderTest {

  private static final String CONTAINER =
      "org.glassfish.tyrus.container.grizzly.client.GrizzlyClientContainer";
  private static final int USUAL_FRAME = 65536;

  /** Longer than a busy machine needs; a server that says nothing is waited for that long. */
  private static final int HANDSHAKE_MILLIS = 8000;

  private static final long THREADS_END_IN_MILLIS = 10_000;

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private TyrusServerContainer server;
  private HttpServer secured;
  private ClientManager client;

  @Override
  public int serve(Options options) throws Exception {
    Map<String, Object> properties = new HashMap<>();
    if (options.maxFrame() != USUAL_FRAME) {
      properties.put(TyrusWebSocketEngine.INCOMING_BUFFER_SIZE, options.maxFrame());
    }
    server = (TyrusServerContainer) ServerContainerFactory.createServerContainer(properties);
    ServerEndpointConfig.Builder endpoint =
        ServerEndpointConfig.Builder.create(Echo.class, "/echo/{id}")
            .configurator(new Configurator(options))
            .extensions(extensions(options));
    if (!options.subprotocol().isEmpty()) {
      endpoint.subprotocols(Collections.singletonList(options.subprotocol()));
    }
    server.addEndpoint(endpoint.build());
    server.start("/", 0);
    return options.tls() ? serveWithTls() : server.getPort();
  }

  /** Tyrus's own server has no TLS: it is added to one of Grizzly, as it adds itself to its own. */
  private int serveWithTls() throws Exception {
    Constructor<?> addOn =
        Class.forName("org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn")
            .getDeclaredConstructor(ServerContainer.class, String.class);
    addOn.setAccessible(true);
    NetworkListener listener = new NetworkListener("tls", "127.0.0.1", 0);
    listener.getTransport().setIOStrategy(WorkerThreadIOStrategy.getInstance());
    listener.setSecure(true);
    listener.setSSLEngineConfig(
        new SSLEngineConfigurator(TestTls.context(), false, false, false));
    listener.registerAddOn((AddOn) addOn.newInstance(server, "/"));
    secured = new HttpServer();
    secured.addListener(listener);
    secured.start();
    return listener.getPort();
  }

  private static List<Extension> extensions(Options options) throws Exception {
    return options.deflate()
        ? Collections.singletonList(
            (Extension)
                Class.forName(
                        "org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension")
                    .getDeclaredConstructor()
                    .newInstance())
        : Collections.emptyList();
  }

  @Override
  public void connect(int port, Options options) throws Exception {
    client = ClientManager.createClient(CONTAINER);
    Map<String, Object> properties = client.getProperties();
    properties.put(ClientProperties.HANDSHAKE_TIMEOUT, HANDSHAKE_MILLIS);
    properties.put(ClientProperties.REDIRECT_ENABLED, true);
    if (options.maxFrame() != USUAL_FRAME) {
      properties.put(ClientProperties.INCOMING_BUFFER_SIZE, options.maxFrame());
    }
    if (options.tls()) {
      SSLContext trusted =
          options.path().endsWith("untrusted") ? SSLContext.getDefault() : TestTls.context();
      properties.put(
          ClientProperties.SSL_ENGINE_CONFIGURATOR,
          new SslEngineConfigurator(trusted, true, false, false));
    }
    ClientEndpointConfig.Builder endpoint =
        ClientEndpointConfig.Builder.create().extensions(extensions(options));
    if (!options.subprotocol().isEmpty()) {
      endpoint.preferredSubprotocols(Collections.singletonList(options.subprotocol()));
    }
    client.asyncConnectToServer(new Echo(options), endpoint.build(), options.uri(port));
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.shutdown();
    }
    if (secured != null) {
      secured.shutdownNow();
    }
    if (server != null) {
      server.stop();
    }
    awaitThreads();
  }

  /** Neither waits for its threads, and these may still close connections that were left. */
  private void awaitThreads() throws IOException {
    try {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        String name = thread.getName().toLowerCase(Locale.ROOT);
        if (!before.contains(thread) && name.contains("grizzly")) {
          thread.join(THREADS_END_IN_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static final class Configurator extends ServerEndpointConfig.Configurator {
    private final Options options;

    Configurator(Options options) {
      this.options = options;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(new Echo(options));
    }
  }

  /** Of a server and of a client. */
  public static final class Echo extends Endpoint {
    private final Options options;

    Echo(Options options) {
      this.options = options;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      EchoSide side = new Side(session);
      session.setMaxIdleTimeout(options.idleMillis());
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
              side.received(text);
            }
          });
      session.addMessageHandler(
          new MessageHandler.Whole<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer payload) {
              side.received(payload);
            }
          });
    }

    /** Left alone, the connection would go on. */
    @Override
    public void onError(Session session, Throwable thrown) {
      if (session.isOpen()) {
        EchoSide.unchecked(
            () ->
                session.close(new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "")));
      }
    }
  }

  private static final class Side implements EchoSide {
    private final Session session;

    Side(Session session) {
      this.session = session;
    }

    @Override
    public void send(String text) throws IOException {
      session.getBasicRemote().sendText(text);
    }

    @Override
    public void send(ByteBuffer payload) throws IOException {
      session.getBasicRemote().sendBinary(payload);
    }

    @Override
    public void ping(ByteBuffer payload) throws IOException {
      session.getBasicRemote().sendPing(payload);
    }

    @Override
    public void close(int code, String reason) throws IOException {
      session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
    }

    @Override
    public void drop() {
      throw StackUnderTest.unable();
    }

    /** It closes the transport right after its Close frame. */
    @Override
    public void leave(int code, String reason) throws IOException {
      close(code, reason);
    }
  }
}
