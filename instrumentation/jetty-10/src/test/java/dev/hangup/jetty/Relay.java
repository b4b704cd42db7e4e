// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jetty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Between a client and a server, as a proxy is: passes bytes on until told to reset both. */
final class Relay implements AutoCloseable {

  private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Socket server;
  private volatile Socket client;

  private Relay(int port) throws IOException {
    server = new Socket(InetAddress.getLoopbackAddress(), port);
    start(
        () -> {
          client = door.accept();
          start(() -> server.getInputStream().transferTo(client.getOutputStream()));
          client.getInputStream().transferTo(server.getOutputStream());
        });
  }

  static Relay to(int port) throws IOException {
    return new Relay(port);
  }

  int port() {
    return door.getLocalPort();
  }

  /** RST both ways. */
  void reset() throws IOException {
    for (Socket socket : new Socket[] {client, server}) {
      socket.setSoLinger(true, 0);
      socket.close();
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
    if (client != null) {
      client.close();
    }
  }
}
