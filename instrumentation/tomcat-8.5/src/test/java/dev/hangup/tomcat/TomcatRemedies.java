// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tomcat;

import dev.hangup.testkit.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.websocket.Endpoint;
import javax.websocket.EndpointConfig;
import javax.websocket.MessageHandler;
import javax.websocket.OnMessage;
import javax.websocket.Session;
import javax.websocket.WebSocketContainer;
import javax.websocket.server.ServerEndpoint;
import javax.websocket.server.ServerEndpointConfig;
import org.apache.catalina.Context;

/** What a remedy names, followed: an application without any setting, and one with each. */
final class TomcatRemedies {

  /** More than Tomcat's buffers hold by default. */
  static final int ENOUGH = 20_000;

  private TomcatRemedies() {}

  /** Nobody set anything. */
  public static class Nothing extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Bare.class, "/echo/{id}")
          .configurator(new Making(this::bare))
          .build();
    }

    @Override
    protected Endpoint clientEndpoint(Options options) {
      return bare();
    }

    Bare bare() {
      return new Bare(session -> {});
    }
  }

  /** {@code Session.setMaxTextMessageBufferSize}, {@code …Binary…}. */
  public static final class OfTheSession extends Nothing {
    @Override
    Bare bare() {
      return new Bare(
          session -> {
            session.setMaxTextMessageBufferSize(ENOUGH);
            session.setMaxBinaryMessageBufferSize(ENOUGH);
          });
    }
  }

  /** {@code WebSocketContainer.setDefaultMaxTextMessageBufferSize}, {@code …Binary…}. */
  public static final class OfTheContainer extends Nothing {
    @Override
    protected void configure(WebSocketContainer container) {
      container.setDefaultMaxTextMessageBufferSize(ENOUGH);
      container.setDefaultMaxBinaryMessageBufferSize(ENOUGH);
    }
  }

  /** Parameters of the servlet context. */
  public static final class OfTheContext extends Nothing {
    @Override
    protected void configure(Context context, Options options) {
      for (String kind : new String[] {"text", "binary"}) {
        context.addParameter(
            "org.apache.tomcat.websocket." + kind + "BufferSize", Integer.toString(ENOUGH));
      }
    }
  }

  /** {@code @OnMessage(maxMessageSize)}. */
  public static final class OfTheAnnotation extends TomcatApplication {
    @Override
    protected ServerEndpointConfig endpoint(Options options) {
      return ServerEndpointConfig.Builder.create(Annotated.class, "/echo/{id}")
          .configurator(new Making(Annotated::new))
          .build();
    }
  }

  /** {@code Session.setMaxIdleTimeout}. */
  public static final class IdleOfTheSession extends Nothing {
    @Override
    Bare bare() {
      return new Bare(session -> session.setMaxIdleTimeout(300));
    }
  }

  /** {@code WebSocketContainer.setDefaultMaxSessionIdleTimeout}. */
  public static final class IdleOfTheContainer extends Nothing {
    @Override
    protected void configure(WebSocketContainer container) {
      container.setDefaultMaxSessionIdleTimeout(300);
    }
  }

  /** What is done to a session when it opens. */
  interface Setting {
    void on(Session session);
  }

  /** Echoes. */
  public static final class Bare extends Endpoint {

    private final Setting setting;

    Bare(Setting setting) {
      this.setting = setting;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      setting.on(session);
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
              send(() -> session.getBasicRemote().sendText(text));
            }
          });
      session.addMessageHandler(
          new MessageHandler.Whole<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer bytes) {
              send(() -> session.getBasicRemote().sendBinary(bytes));
            }
          });
    }

    private interface Sending {
      void send() throws IOException;
    }

    private static void send(Sending sending) {
      try {
        sending.send();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Echoes, with annotations. */
  @ServerEndpoint("/echo/{id}")
  public static final class Annotated {

    @OnMessage(maxMessageSize = ENOUGH)
    public String said(String text) {
      return text;
    }

    @OnMessage(maxMessageSize = ENOUGH)
    public ByteBuffer said(ByteBuffer bytes) {
      return bytes;
    }
  }
}
