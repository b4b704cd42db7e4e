// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.echo;

import dev.hangup.codec.DeflateParameters;
import dev.hangup.codec.Role;
import dev.hangup.codec.Violation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Accepts connections on loopback and echoes on each, one thread per connection. */
final class EchoServer implements AutoCloseable {

  private final ServerSocket server;
  private final Consumer<Violation> complaints;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Thread acceptor = new Thread(this::accept, "echo-acceptor");

  /** Port 0 takes a free one. */
  EchoServer(int port, Consumer<Violation> complaints) throws IOException {
    this.complaints = complaints;
    server = new ServerSocket(port, 128, InetAddress.getLoopbackAddress());
    acceptor.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Returns when the server was closed. */
  void join() {
    try {
      acceptor.join();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread thread = new Thread(() -> serve(socket), "echo-" + socket.getPort());
        thread.setDaemon(true);
        thread.start();
      } catch (IOException closed) {
        if (!server.isClosed()) {
          System.err.println("cannot accept: " + closed.getMessage());
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DeflateParameters deflate =
          Handshake.answer(socket.getInputStream(), socket.getOutputStream());
      try (Echo echo = new Echo(Role.SERVER, socket, deflate, complaints)) {
        echo.run();
      }
    } catch (IOException gone) {
      // The peer went away without a word; it is no use to tell it anything.
    } finally {
      open.remove(socket);
    }
  }

  /** Stops accepting and hangs up on everybody. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
