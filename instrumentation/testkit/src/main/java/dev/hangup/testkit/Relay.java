// SPDX-License-Identifier: Apache-2.0
package dev.hangup.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Between a client and a server, as a proxy is: passes bytes on until told to reset both. */
public final class Relay implements AutoCloseable {

  private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Socket server;
  private volatile @Nullable Socket client;

  private Relay(int port) throws IOException {
    server = new Socket(InetAddress.getLoopbackAddress(), port);
    start(
        () -> {
          Socket accepted = door.accept();
          client = accepted;
          start(() -> server.getInputStream().transferTo(accepted.getOutputStream()));
          accepted.getInputStream().transferTo(server.getOutputStream());
        });
  }

  public static Relay to(int port) throws IOException {
    return new Relay(port);
  }

  public int port() {
    return door.getLocalPort();
  }

  /** RST both ways. */
  public void reset() throws IOException {
    for (Socket socket : new @Nullable Socket[] {client, server}) {
      if (socket != null) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    }
  }

  private interface Passing {
    void pass() throws IOException;
  }

  private static void start(Passing passing) {
    Thread thread =
        new Thread(
            () -> {
              try {
                passing.pass();
              } catch (IOException e) {
                // the end of a relay, which is what it is for
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
    server.close();
    Socket accepted = client;
    if (accepted != null) {
      accepted.close();
    }
  }
}
