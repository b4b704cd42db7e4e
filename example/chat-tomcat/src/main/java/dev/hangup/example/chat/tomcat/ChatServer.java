// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.chat.tomcat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * A small chat room server on Tomcat: {@code ws://host:port/chat/ROOM}, and a page for the browser
 * at {@code /}. Nothing in here knows of hangup; that is the point.
 */
public final class ChatServer {

  private static final String MAX_MESSAGE = "65536";

  /** Held on to, or the level set here would be forgotten with it. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  private ChatServer() {}

  /** Listens on the port given, or on a free one. */
  public static void main(String[] arguments) throws Exception {
    TOMCAT.setLevel(Level.SEVERE);
    Path folder = Files.createTempDirectory("chat");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector();
    connector.setProperty("address", "localhost");
    connector.setPort(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder.toString());
    context.addParameter("org.apache.tomcat.websocket.textBufferSize", MAX_MESSAGE);
    context.addParameter("org.apache.tomcat.websocket.binaryBufferSize", MAX_MESSAGE);
    context.addServletContainerInitializer(new WsSci(), Set.of(Guest.class));
    Tomcat.addServlet(context, "page", new Page()).addMapping("/");
    tomcat.start();
    System.out.println("chat: listening on http://localhost:" + connector.getLocalPort() + "/");
    tomcat.getServer().await();
  }

  /** The one page there is. */
  private static final class Page extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (!request.getRequestURI().equals("/")) {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
        return;
      }
      response.setContentType("text/html; charset=utf-8");
      try (InputStream page = ChatServer.class.getResourceAsStream("/chat.html")) {
        if (page == null) {
          throw new IOException("chat.html is not in the jar");
        }
        page.transferTo(response.getOutputStream());
      }
    }
  }
}
