// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import java.io.IOException;
import java.net.URI;
import javax.websocket.ClientEndpoint;
import javax.websocket.CloseReason;
import javax.websocket.ContainerProvider;
import javax.websocket.OnError;
import javax.websocket.OnMessage;
import javax.websocket.OnOpen;
import javax.websocket.Session;
import javax.websocket.server.PathParam;
import javax.websocket.server.ServerEndpoint;

/** With the annotations of {@code javax}. */
public final class JavaxEndpointsApplication extends UndertowEndpointsApplication {

  /** Made by the testkit, by name. */
  public JavaxEndpointsApplication() {}

  @Override
  Class<?> endpoint() {
    return Chat.class;
  }

  @Override
  void connect(URI uri) throws Exception {
    ContainerProvider.getWebSocketContainer().connectToServer(Guest.class, uri);
  }

  /** The server. */
  @ServerEndpoint("/chat/{room}")
  public static final class Chat {
    @OnMessage
    public String said(String text, @PathParam("room") String room) {
      if (text.equals("fail")) {
        throw new IllegalStateException("as told");
      }
      return text + ", " + room;
    }

    @OnError
    public void failed(Session session, Throwable failure) throws IOException {
      session.close(new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, "failed"));
    }
  }

  /** The client. */
  @ClientEndpoint
  public static final class Guest {
    @OnOpen
    public void opened(Session session) throws IOException {
      session.getBasicRemote().sendText("hello");
    }

    @OnMessage
    public void said(String text, Session session) throws IOException {
      session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(4001), "heard " + text));
    }
  }
}
