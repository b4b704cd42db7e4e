// SPDX-License-Identifier: Apache-2.0
package dev.hangup.view;

import dev.hangup.live.Documents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The page of this JVM: {@code hangup.view.port} opens it, else no class of it is loaded. */
public final class View {

  private final ViewServer server;

  private View(ViewServer server) {
    this.server = server;
  }

  /**
   * Opens it where that is asked for, and says where it is, or why it is not there. Null for none.
   */
  public static @Nullable View open(
      Map<String, String> properties,
      Map<String, String> environment,
      Documents documents,
      Consumer<String> lines) {
    ViewSettings settings = ViewSettings.read(properties, environment, lines);
    return settings == null ? null : open(settings, documents::write, lines);
  }

  static @Nullable View open(ViewSettings settings, Source documents, Consumer<String> lines) {
    try {
      ViewServer server =
          ViewServer.start(address(settings), new Site(documents), new Door(settings));
      lines.accept("the page is at " + shown(settings, server.port()));
      return new View(server);
    } catch (IOException | RuntimeException e) {
      lines.accept(
          "there is no page: port "
              + settings.port()
              + (settings.host() == null ? "" : " of " + settings.host())
              + " cannot be opened: "
              + e.getMessage()
              + "; hangup.view.port takes another, 0 a free one");
      return null;
    }
  }

  private static InetSocketAddress address(ViewSettings settings) throws IOException {
    String host = settings.host();
    InetAddress at =
        host == null
            ? InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1})
            : InetAddress.getByName(host);
    return new InetSocketAddress(at, settings.port());
  }

  /** A token that was given is a secret of who gave it. */
  private static String shown(ViewSettings settings, int port) {
    String host = settings.host();
    String name = host == null ? "localhost" : host.indexOf(':') < 0 ? host : '[' + host + ']';
    String address = "http://" + name + ':' + port + '/';
    if (settings.token() == null) {
      return address;
    }
    return settings.made()
        ? address + "?token=" + settings.token()
        : address + " with the token of hangup.view.token";
  }

  Thread thread() {
    return server.thread();
  }

  int port() {
    return server.port();
  }

  InetSocketAddress address() {
    return server.address();
  }

  /** Lets go of the port. */
  public void close() {
    server.close();
  }
}
