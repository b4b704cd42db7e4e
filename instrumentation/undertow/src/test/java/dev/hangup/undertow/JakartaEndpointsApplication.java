// SPDX-License-Identifier: Apache-2.0
package dev.hangup.undertow;

import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.URI;

/** With the annotations of {@code jakarta}. */
public final class JakartaEndpointsApplication extends UndertowEndpointsApplication {

  /** Made by the testkit, by name. */
  public JakartaEndpointsApplication() {}

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
