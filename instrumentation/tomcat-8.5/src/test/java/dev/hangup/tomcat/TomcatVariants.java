// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
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
      Tomcat.addServlet(context, "mapping", new Dispatcher(options));
      context.addServletMappingDecoded("/rooms/*", "mapping");
    }

    @SuppressWarnings("serial") // never written anywhere
    private static final class Dispatcher extends HttpServlet {
      private final transient Options options;

      Dispatcher(Options options) {
        this.options = options;
      }

      @Override
      protected void doGet(HttpServletRequest request, HttpServletResponse response)
          throws ServletException, IOException {
        request.setAttribute(
            "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern", "/{room}/talk");
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
