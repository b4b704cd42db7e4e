// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.EchoSide;
import dev.hangup.testkit.Options;
import dev.hangup.testkit.StackUnderTest;
import dev.hangup.testkit.TestTls;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.websocket.ClientEndpointConfig;
import javax.websocket.CloseReason;
import javax.websocket.Endpoint;
import javax.websocket.EndpointConfig;
import javax.websocket.Extension;
import javax.websocket.MessageHandler;
import javax.websocket.Session;
import javax.websocket.WebSocketContainer;
import javax.websocket.server.ServerEndpointConfig;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.IntrospectionUtils;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.WsFrameBase;
import org.apache.tomcat.websocket.WsSession;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.apache.tomcat.websocket.server.WsFrameServer;
import org.apache.tomcat.websocket.server.WsSci;
import org.apache.tomcat.websocket.server.WsServerContainer;

/** The echo application on embedded Tomcat, or on its client. */
public class TomcatApplication implements StackUnderTest {

  /** Referred to, else the level would be forgotten. Tomcat is chatty, and stories go wrong. */
  private static final Logger LOG = Logger.getLogger("org.apache");

  private final Tomcat tomcat = new Tomcat();
  private final WsWebSocketContainer client = new WsWebSocketContainer();
  private Path work;

  public TomcatApplication() {
    LOG.setLevel(Level.OFF);
    // There is one such factory in a JVM, and many Tomcats in this one.
    TomcatURLStreamHandlerFactory.disable();
  }

  /** The connector's protocol. */
  protected String protocol() {
    return "org.apache.coyote.http11.Http11NioProtocol";
  }

  protected void configure(Connector connector) {}

  /** Where the application is mounted. */
  protected String mount() {
    return "";
  }

  /** Before the start. */
  protected void configure(Context context, Options options) {}

  protected ServerEndpointConfig endpoint(Options options) {
    return ServerEndpointConfig.Builder.create(Echo.class, "/echo/{id}")
        .subprotocols(subprotocols(options))
        .configurator(new Making(() -> new Echo(options)))
        .build();
  }

  /** Before anything is added, or connected. */
  protected void configure(WebSocketContainer container) {}

  protected Endpoint clientEndpoint(Options options) {
    return new Echo(options);
  }

  @Override
  public int serve(Options options) throws Exception {
    work = Files.createTempDirectory("tomcat");
    tomcat.setBaseDir(work.toString());
    Connector connector = new Connector(protocol());
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    if (options.tls()) {
      secure(connector);
    }
    configure(connector);
    tomcat.getService().addConnector(connector);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext(mount(), work.toString());
    // Some versions insist on clearing this cache of the JDK's, which Java 17 keeps to itself,
    // and then fail to stop; whoever embeds them says no, as Spring Boot does.
    IntrospectionUtils.setProperty(context, "clearReferencesObjectStreamClassCaches", "false");
    context.addServletContainerInitializer(new WsSci(), null);
    // Tomcat asks its WebSocket filter only about requests that some servlet is there for.
    Tomcat.addServlet(context, "default", new DefaultServlet());
    context.addServletMappingDecoded("/", "default");
    configure(context, options);
    tomcat.start();
    deploy(
        (WsServerContainer)
            context.getServletContext().getAttribute("javax.websocket.server.ServerContainer"),
        options);
    return connector.getLocalPort();
  }

  private static void secure(Connector connector) {
    connector.setSecure(true);
    connector.setScheme("https");
    connector.setProperty("SSLEnabled", "true");
    SSLHostConfig host = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystoreFile(TestTls.store().toString());
    certificate.setCertificateKeystorePassword(TestTls.PASSWORD);
    certificate.setCertificateKeystoreType("PKCS12");
    host.addCertificate(certificate);
    connector.addSslHostConfig(host);
  }

  private void deploy(WsServerContainer container, Options options) throws Exception {
    container.setProcessPeriod(1); // looks for idle sessions every second
    configure(container);
    container.addEndpoint(giveTimeToClose(endpoint(options)));
  }

  /** New versions give a Close frame 50 ms where something was wrong; busy machines need more. */
  private static <T extends EndpointConfig> T giveTimeToClose(T config) {
    config
        .getUserProperties()
        .put("org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT", 3_000L);
    return config;
  }

  /** Makes endpoints in a way of its own. */
  protected static class Making extends ServerEndpointConfig.Configurator {

    private final Supplier<Object> making;

    public Making(Supplier<Object> making) {
      this.making = making;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      return type.cast(making.get());
    }
  }

  @Override
  public void connect(int port, Options options) {
    Thread connecting =
        new Thread(
            () -> {
              try {
                connected(port, options);
              } catch (Exception refused) {
                LOG.log(Level.FINE, "as some stories want it", refused);
              }
            });
    connecting.setDaemon(true);
    connecting.start();
  }

  private void connected(int port, Options options) throws Exception {
    client.setProcessPeriod(1);
    configure(client);
    ClientEndpointConfig.Builder config =
        ClientEndpointConfig.Builder.create().preferredSubprotocols(subprotocols(options));
    if (options.deflate()) {
      config.extensions(List.of(new Deflate()));
    }
    client.connectToServer(
        clientEndpoint(options),
        giveTimeToClose(options.tls() ? secure(config) : config.build()),
        options.uri(port));
  }

  /** A setting of the standard's from 10.1 on, of Tomcat's own before. */
  private static ClientEndpointConfig secure(ClientEndpointConfig.Builder config) throws Exception {
    try {
      config.getClass().getMethod("sslContext", SSLContext.class).invoke(config, TestTls.context());
      return config.build();
    } catch (NoSuchMethodException beforeIt) {
      ClientEndpointConfig built = config.build();
      built.getUserProperties().put("org.apache.tomcat.websocket.SSL_CONTEXT", TestTls.context());
      return built;
    }
  }

  private static List<String> subprotocols(Options options) {
    return options.subprotocol().isEmpty() ? List.of() : List.of(options.subprotocol());
  }

  /** When the application closes. */
  protected void beforeStop(Tomcat tomcat) {}

  @Override
  public void close() throws IOException {
    client.destroy();
    if (work == null) {
      return;
    }
    beforeStop(tomcat);
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IOException(e);
    }
    delete(work);
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static final class Deflate implements Extension {

    @Override
    public String getName() {
      return "permessage-deflate";
    }

    @Override
    public List<Parameter> getParameters() {
      return List.of();
    }
  }

  /** Echoes, and obeys. */
  static class Echo extends Endpoint {

    private final Options options;

    Echo(Options options) {
      this.options = options;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.setMaxTextMessageBufferSize(options.maxFrame());
      session.setMaxBinaryMessageBufferSize(options.maxFrame());
      session.setMaxIdleTimeout(options.idleMillis());
      if (options.sendMillis() > 0) {
        session
            .getUserProperties()
            .put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", options.sendMillis());
      }
      // Classes, not lambdas: Tomcat reads from them what they take.
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
              read(session, () -> new Side(session).received(text));
            }
          });
      session.addMessageHandler(
          new MessageHandler.Whole<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer bytes) {
              read(session, () -> new Side(session).received(bytes));
            }
          });
    }

    private void read(Session session, Runnable answer) {
      if (options.readOnDemand()) {
        reading(session, "suspend");
        new Thread(
                () -> {
                  answer.run();
                  awaitReadyToResume(session);
                  reading(session, "resume");
                })
            .start();
      } else {
        answer.run();
      }
    }

    /**
     * A server that is told to resume between leaving its parser and looking whether it is
     * suspended asks the socket for more and forgets what it has read already, in every version: 2
     * of 10 000 connections. So it is told when it is suspended for good. A client is that only
     * once it has read more, and forgets nothing.
     */
    private static void awaitReadyToResume(Session session) {
      try {
        Object parser = value(WsSession.class, "wsFrame", session);
        while (parser instanceof WsFrameServer
            && session.isOpen()
            && !"SUSPENDED".equals(value(WsFrameBase.class, "readState", parser).toString())) {
          Thread.sleep(1);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static Object value(Class<?> type, String field, Object of)
        throws ReflectiveOperationException {
      Field found = type.getDeclaredField(field);
      found.setAccessible(true);
      return found.get(of);
    }

    /** By name: newer than the oldest version this is compiled against. */
    private static void reading(Session session, String whether) {
      try {
        WsSession.class.getMethod(whether).invoke(session);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onError(Session session, Throwable thrown) {
      LOG.log(Level.FINE, "as some stories want it", thrown);
    }
  }

  private record Side(Session session) implements EchoSide {

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
  }
}
