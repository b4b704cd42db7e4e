package corpus;

import corpus.talk.Orders;
import corpus.talk.Talk;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;

/** Plain Tomcat, Jakarta WebSocket by annotations. */
public final class TomcatApplication {

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("corpus");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector();
    connector.setProperty("address", System.getProperty("corpus.host", "0.0.0.0"));
    connector.setProperty("socket.soKeepAlive", "true");
    connector.setPort(Integer.getInteger("corpus.port", 0));
    if (Boolean.getBoolean("corpus.tls")) {
      connector.setSecure(true);
      connector.setScheme("https");
      connector.setProperty("SSLEnabled", "true");
      SSLHostConfig tls = new SSLHostConfig();
      SSLHostConfigCertificate certificate =
          new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
      certificate.setCertificateKeystoreFile(System.getProperty("corpus.keys"));
      certificate.setCertificateKeystorePassword("corpus");
      certificate.setCertificateKeystoreType("PKCS12");
      tls.addCertificate(certificate);
      connector.addSslHostConfig(tls);
    }
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder.toString());
    context.addServletContainerInitializer(new WsSci(), Set.of(Conversation.class, Failing.class, Secret.class));
    FilterDef gate = new FilterDef();
    gate.setFilterName("gate");
    gate.setAsyncSupported("true");
    gate.setFilter(
        (Filter)
            (request, response, chain) -> {
              HttpServletRequest http = (HttpServletRequest) request;
              String origin = http.getHeader("Origin");
              if (http.getRequestURI().startsWith("/secret")) {
                ((HttpServletResponse) response).sendError(401);
              } else if (origin != null && origin.contains("evil")) {
                ((HttpServletResponse) response).sendError(403);
              } else {
                chain.doFilter(request, response);
              }
            });
    context.addFilterDef(gate);
    FilterMap everywhere = new FilterMap();
    everywhere.setFilterName("gate");
    everywhere.addURLPattern("/*");
    context.addFilterMap(everywhere);
    Tomcat.addServlet(context, "default", new org.apache.catalina.servlets.DefaultServlet()).addMapping("/");
    tomcat.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    tomcat.stop();
                  } catch (Exception e) {
                    e.printStackTrace();
                  }
                }));
    Orders.listening(connector.getLocalPort());
    Orders.obey(TomcatApplication::dial);
    tomcat.getServer().await();
  }

  private static void dial(String url, String protocol, Orders.Guest guest) throws Exception {
    ClientEndpointConfig.Builder config = ClientEndpointConfig.Builder.create();
    if (!protocol.isEmpty()) {
      config.preferredSubprotocols(List.of(protocol));
    }
    ContainerProvider.getWebSocketContainer()
        .connectToServer(new Dialled(guest), config.build(), URI.create(url));
  }

  /** The client's side, by the programmatic API. */
  public static final class Dialled extends Endpoint {

    private final Orders.Guest guest;
    private Talk talk;

    Dialled(Orders.Guest guest) {
      this.guest = guest;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      talk = guest.opened(new JakartaLine(session));
      session.addMessageHandler(
          String.class,
          new MessageHandler.Whole<>() {
            @Override
            public void onMessage(String text) {
              JakartaLine.hear(talk, text);
            }
          });
      session.addMessageHandler(PongMessage.class, pong -> talk.pong());
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      talk.closed();
    }
  }

  /** What talks on the server. Public because the container makes it. */
  @ServerEndpoint(value = "/talk/{room}", subprotocols = "chat.v1")
  public static final class Conversation {

    private Talk talk;

    @OnOpen
    public void open(Session session) {
      talk = new Talk(new JakartaLine(session));
    }

    @OnMessage
    public void text(String text) {
      JakartaLine.hear(talk, text);
    }

    @OnMessage
    public void binary(byte[] bytes) throws Exception {
      talk.line().binary(bytes);
    }

    @OnMessage
    public void pong(PongMessage pong) {
      talk.pong();
    }

    @OnClose
    public void close() {
      talk.closed();
    }

    @OnError
    public void error(Throwable failure) {
      System.out.println("corpus: error " + failure);
    }
  }

  /** No request gets as far as here: the filter asks for a password first. */
  @ServerEndpoint("/secret/{room}")
  public static final class Secret {}

  /** Its open handler throws. */
  @ServerEndpoint("/openfail/{room}")
  public static final class Failing {

    @OnOpen
    public void open(Session session) {
      throw new IllegalStateException("cannot open");
    }

    @OnMessage
    public void text(String text) {}

    @OnError
    public void error(Throwable failure) {
      System.out.println("corpus: error " + failure);
    }
  }
}
