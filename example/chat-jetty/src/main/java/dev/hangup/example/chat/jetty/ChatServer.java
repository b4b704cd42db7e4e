// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * A small chat room server on Jetty: {@code ws://host:port/chat/ROOM}, and a page for the browser
 * at {@code /}. Nothing in here knows of hangup; that is the point.
 */
public final class ChatServer {

  private static final long MAX_MESSAGE = 65_536;
  private static final Duration IDLE = Duration.ofMinutes(5);

  private ChatServer() {}

  /** Listens on the port given, or on a free one. */
  public static void main(String[] arguments) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("localhost");
    connector.setPort(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0);
    server.addConnector(connector);
    WebSocketUpgradeHandler chat =
        WebSocketUpgradeHandler.from(server, container -> configure(container, server));
    chat.setHandler(new Page());
    server.setHandler(chat);
    server.start();
    System.out.println("chat: listening on http://localhost:" + connector.getLocalPort() + "/");
    server.join();
  }

  private static void configure(ServerWebSocketContainer container, Server server) {
    container.setMaxBinaryMessageSize(MAX_MESSAGE);
    container.setMaxTextMessageSize(MAX_MESSAGE);
    container.setIdleTimeout(IDLE);
    Rooms rooms = new Rooms();
    container.addMapping(
        new UriTemplatePathSpec("/chat/{room}"),
        (request, response, callback) ->
            new Guest(rooms, request.getHttpURI().getPath(), server.getScheduler()));
  }

  /** The one page there is. */
  private static final class Page extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      if (!request.getHttpURI().getPath().equals("/")) {
        return false;
      }
      try (InputStream page = ChatServer.class.getResourceAsStream("/chat.html")) {
        if (page == null) {
          throw new IOException("chat.html is not in the jar");
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8");
        response.write(true, ByteBuffer.wrap(page.readAllBytes()), callback);
        return true;
      }
    }
  }
}
