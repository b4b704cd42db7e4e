// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.jdk.OwnThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy that connects to one place, whatever it is asked for; or refuses to. */
final class Tunnel implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final int to;

  /**
   * @param to port on loopback, 0 to refuse
   */
  Tunnel(int to) throws IOException {
    this.to = to;
    OwnThread.daemon("tunnel", this::serve).start();
  }

  /** The first lines of what was asked. */
  List<String> asked() {
    return asked;
  }

  SocketAddress address() {
    return server.getLocalSocketAddress();
  }

  /** Sends all of this JVM's connections to {@code proxy}, until it is set back. */
  static void select(SocketAddress proxy) {
    ProxySelector.setDefault(
        new ProxySelector() {
          @Override
          public List<Proxy> select(@Nullable URI uri) {
            return List.of(new Proxy(Proxy.Type.HTTP, proxy));
          }

          @Override
          public void connectFailed(
              @Nullable URI uri, @Nullable SocketAddress address, @Nullable IOException failure) {}
        });
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        asked.add(firstLine(client.getInputStream()));
        if (to == 0) {
          answer(client, "403 Forbidden");
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // this client or the test is over
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try (Socket target = new Socket(Proxy.NO_PROXY)) {
      target.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
      answer(client, "200 Connection established");
      OwnThread.daemon("tunnel-back", () -> copy(target, client)).start();
      copy(client, target);
    }
  }

  private static void answer(Socket client, String status) throws IOException {
    client
        .getOutputStream()
        .write(("HTTP/1.1 " + status + "\r\nVia: test\r\n\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  @SuppressWarnings("EmptyCatch") // one side is gone
  private static void copy(Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
