// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import javax.servlet.AsyncContext;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.websocket.CloseReason;
import javax.websocket.Endpoint;
import javax.websocket.EndpointConfig;
import javax.websocket.MessageHandler;
import javax.websocket.OnError;
import javax.websocket.OnMessage;
import javax.websocket.OnOpen;
import javax.websocket.RemoteEndpoint;
import javax.websocket.Session;
import javax.websocket.server.PathParam;
import javax.websocket.server.ServerEndpoint;
import javax.websocket.server.ServerEndpointConfig;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.UpgradeUtil;
import org.apache.tomcat.websocket.server.WsServerContainer;

/** Other ways to set up Tomcat, and to use it. */
final class TomcatVariants {

  private TomcatVariants() {}

  /** As the contract has it. */
  public static final class Plain extends TomcatApplication {}

  /** Asynchronous sockets. */
  public static final class Nio2 extends TomcatApplication {
    @Override
    protected String protocol() {
      return "org.apache.coyote.http11.Http11Nio2Protocol";
    }
  }

  /** A virtual thread for every read. */
  public static final class VirtualThreads extends TomcatApplication {
    @Override
    protected void configure(Connector connector) {
      if (!connector.setProperty("useVirtualThreads", "true")) {
        throw new IllegalStateException("this version knows no virtual threads");
      }
    }
  }

  /** Its sockets go before its endpoints, as in Spring Boot. */
  public static final class SocketsGoFirst extends TomcatApplication {
    @Override
    protected void beforeStop(Tomcat tomcat) {
      tomcat.getService().removeConnector(tomcat.getConnector());
    }
  }

  /** Not the only application of its server. */
  public static final class Mounted extends TomcatApplication {
    @Override
    protected String mount() {
      return "/shop";
    }
  }

  /** A framework that maps requests itself, and says so as Spring does. */
  public static final class Mapping extends TomcatApplication {
    @Override
    protected String mount() {
      return "/shop";
    }

    @Override
    protected void configure(Context context, Options options) {
      Tomcat.addServlet(context, "mapping", new Dispatcher(options, "/{room}/talk"));
      context.addServletMappingDecoded("/rooms/*", "mapping");
    }

    @SuppressWarnings("serial") // never written anywhere
    private static final class Dispatcher extends HttpServlet {
      private final transient Options options;
      private final String pattern;

      Dispatcher(Options options, String pattern) {
        this.options = options;
        this.pattern = pattern;
      }

      @Override
      protected void doGet(HttpServletRequest request, HttpServletResponse response)
          throws ServletException, IOException {
        if (pattern != null) {
          request.setAttribute(
              "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern", pattern);
        }
        WsServerContainer container =
            (WsServerContainer)
                getServletContext().getAttribute("javax.websocket.server.ServerContainer");
        ServerEndpointConfig config =
            ServerEndpointConfig.Builder.create(
                    TomcatApplication.Echo.class, request.getRequestURI())
                .configurator(
                    new TomcatApplication.Making(() -> new TomcatApplication.Echo(options)))
                .build();
        UpgradeUtil.doUpgrade(container, request, response, config, Map.of());
      }
    }
  }

  /** An endpoint at a path without a variable. */
  public static final class Constant extends TomcatApplication {
    @Override
    protected String mount() {
      return "/shop";
    }

    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Echo.class, "/bug66508")
          .configurator(new Making(() -> new Echo(options)))
          .build();
    }
  }

  /** A framework that maps requests itself, and says nothing of it. */
  public static final class SilentMapping extends TomcatApplication {
    @Override
    protected void configure(Context context, Options options) {
      Tomcat.addServlet(context, "mapping", new Mapping.Dispatcher(options, null));
      context.addServletMappingDecoded("/rooms/*", "mapping");
    }
  }

  /** An application with opinions of its own about who may have a WebSocket, on one thread. */
  public static final class Refusing extends TomcatApplication {
    @Override
    protected void configure(Connector connector) {
      connector.setProperty("maxThreads", "1");
      connector.setProperty("minSpareThreads", "1");
    }

    @Override
    protected void configure(Context context, Options options) {
      Tomcat.addServlet(context, "refusing", new Refuser()).setAsyncSupported(true);
      context.addServletMappingDecoded("/at-once/*", "refusing");
      context.addServletMappingDecoded("/later/*", "refusing");
      context.addServletMappingDecoded("/late-upgrade", "refusing");
      context.addServletMappingDecoded("/upgrade-left-to-others", "refusing");
    }

    @SuppressWarnings("serial") // never written anywhere
    private static final class Refuser extends HttpServlet {

      @Override
      protected void doGet(HttpServletRequest request, HttpServletResponse response)
          throws ServletException, IOException {
        switch (request.getServletPath()) {
          case "/at-once" -> response.sendError(status(request));
          case "/later" -> {
            AsyncContext rest = request.startAsync();
            int status = status(request);
            new Thread(
                    () -> {
                      response.setStatus(status);
                      rest.complete();
                    })
                .start();
          }
          case "/late-upgrade" -> {
            AsyncContext rest = request.startAsync();
            new Thread(
                    () -> {
                      upgrade(request, response);
                      rest.complete();
                    })
                .start();
          }
          default -> {
            AsyncContext rest = request.startAsync();
            upgrade(request, response);
            new Thread(rest::complete).start();
          }
        }
      }

      private static int status(HttpServletRequest request) {
        return Integer.parseInt(request.getPathInfo().substring(1));
      }

      private void upgrade(HttpServletRequest request, HttpServletResponse response) {
        try {
          UpgradeUtil.doUpgrade(
              (WsServerContainer)
                  getServletContext().getAttribute("javax.websocket.server.ServerContainer"),
              request,
              response,
              ServerEndpointConfig.Builder.create(Echo.class, "/any/{thing}").build(),
              Map.of());
        } catch (ServletException | IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Refuses whoever comes from elsewhere. */
  public static final class Choosy extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Echo.class, "/echo/{id}")
          .configurator(
              new Making(() -> new Echo(options)) {
                @Override
                public boolean checkOrigin(String origin) {
                  return false;
                }
              })
          .build();
    }
  }

  /** Answers with several messages at once, through a batch. */
  public static final class Batching extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Batch.class, "/echo/{id}")
          .configurator(new Making(Batch::new))
          .build();
    }
  }

  /** The endpoint of {@link Batching}. */
  public static final class Batch extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
              try {
                RemoteEndpoint.Basic remote = session.getBasicRemote();
                remote.setBatchingAllowed(true);
                remote.sendText(text + " 1");
                remote.sendText(text + " 2");
                remote.sendText(text + " 3");
                remote.flushBatch();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            }
          });
    }
  }

  /** Sends without waiting. */
  public static final class Sending extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Sender.class, "/echo/{id}")
          .configurator(new Making(Sender::new))
          .build();
    }
  }

  /** The endpoint of {@link Sending}. */
  public static final class Sender extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.setMaxTextMessageBufferSize(65_536);
      // 8.5.100 now and then loses a write that meets the reset, and its Close would wait 20 s for
      // it.
      session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 500L);
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
              if (text.equals("flood")) {
                new Thread(() -> flood(session)).start();
              } else {
                session.getAsyncRemote().sendText(text, sent -> again(session, text));
              }
            }
          });
    }

    /** Until it fails, and not on the thread that reads: that one is to see the reset as well. */
    private static void flood(Session session) {
      try {
        while (true) {
          session.getAsyncRemote().sendBinary(ByteBuffer.allocate(8192)).get();
        }
      } catch (Exception asIntended) {
        Thread.currentThread().interrupt(); // over, whatever it was
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the peer tells whether it came
    private static void again(Session session, String text) {
      if (text.startsWith("twice")) {
        session.getAsyncRemote().sendText("once more");
      }
    }
  }

  /** Sends to whoever does not read, in the ways there are, as server and as client. */
  public static final class Stalling extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Staller.class, "/echo/{id}")
          .configurator(new Making(Staller::new))
          .build();
    }

    @Override
    protected Endpoint clientEndpoint(Options options) {
      return new Staller();
    }
  }

  /** The endpoint of {@link Stalling}. */
  public static final class Staller extends Endpoint {

    private static final int MUCH = 64 * 1024;

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 1000L);
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String how) {
              new Thread(() -> send(session, how)).start();
            }
          });
    }

    private static void send(Session session, String how) {
      try {
        switch (how) {
          case "waiting" -> waiting(session);
          case "not waiting" -> {
            session.getAsyncRemote().setSendTimeout(1000);
            notWaiting(session);
          }
          case "a ping behind one that is stuck" -> {
            // Whoever ends a send may have to do the next one; then the others are behind it.
            for (int i = 0; i < 3; i++) {
              new Thread(() -> ping(session)).start();
            }
            notWaiting(session);
          }
          default -> throw new IllegalArgumentException(how);
        }
      } catch (Exception asIntended) {
        Thread.currentThread().interrupt(); // over, whatever it was
      }
    }

    private static void waiting(Session session) throws IOException {
      while (true) {
        session.getBasicRemote().sendBinary(ByteBuffer.allocate(MUCH));
      }
    }

    private static void notWaiting(Session session) throws Exception {
      while (true) {
        session.getAsyncRemote().sendBinary(ByteBuffer.allocate(MUCH)).get();
      }
    }

    private static void ping(Session session) {
      try {
        while (true) {
          session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
          Thread.sleep(1);
        }
      } catch (Exception asIntended) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Methods with annotations. */
  public static final class Annotated extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Methods.class, "/echo/{id}")
          .configurator(new Making(Methods::new))
          .build();
    }
  }

  /** The endpoint of {@link Annotated}. */
  @ServerEndpoint("/echo/{id}")
  public static final class Methods {
    @OnOpen
    public void opened(@PathParam("id") String id) {
      if (id.equals("bad")) {
        throw new IllegalStateException("as told");
      }
    }

    @OnMessage(maxMessageSize = 100)
    public String said(String text) {
      if (text.equals("!throw")) {
        throw new UnsupportedOperationException("as asked");
      }
      return text;
    }

    @OnError
    public void failed(Session session, Throwable failure) throws IOException {
      if (failure instanceof UnsupportedOperationException) {
        session.close(new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, ""));
      }
    }
  }

  /** Has no time for a Close frame, though the peer reads it. */
  public static final class Hasty extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Rushed.class, "/echo/{id}")
          .configurator(new Making(() -> new Rushed(options)))
          .build();
    }
  }

  /** The endpoint of {@link Hasty}. */
  public static final class Rushed extends TomcatApplication.Echo {
    Rushed(Options options) {
      super(options);
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      super.onOpen(session, config);
      session
          .getUserProperties()
          .put("org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT", 1L);
    }
  }

  /** Waits for the peer's Close, but not for long. */
  public static final class Impatient extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Brief.class, "/echo/{id}")
          .configurator(new Making(() -> new Brief(options)))
          .build();
    }
  }

  /** The endpoint of {@link Impatient}. */
  public static final class Brief extends TomcatApplication.Echo {
    Brief(Options options) {
      super(options);
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      super.onOpen(session, config);
      session.getUserProperties().put("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 1500L);
    }
  }
}
