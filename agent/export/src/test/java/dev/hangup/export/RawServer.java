// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.jdk.OwnThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers whatever comes with the same bytes. */
final class RawServer implements AutoCloseable {

  private final ServerSocket server;
  private final byte[] answer;

  RawServer(byte[] answer) throws IOException {
    this.answer = answer;
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    OwnThread.daemon("raw-server", this::serve).start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write(answer);
        client.getOutputStream().flush();
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      } catch (IOException e) {
        // this client or the test is over
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
