// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import dev.hangup.codec.DeflateParameters;
import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.function.Consumer;

/** Connects and echoes what the server sends, until the server has enough. */
final class EchoClient {

  private EchoClient() {}

  static void run(URI uri, Consumer<Violation> complaints) throws IOException {
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    try (Socket socket = new Socket(uri.getHost(), port)) {
      socket.setTcpNoDelay(true);
      DeflateParameters deflate =
          Handshake.ask(uri, socket.getInputStream(), socket.getOutputStream());
      try (Echo echo = new Echo(Role.CLIENT, socket, deflate, complaints)) {
        echo.run();
      }
    }
  }
}
