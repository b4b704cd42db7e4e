// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * What stands between a client and a server: passes on the bytes of one connection, or does not.
 */
final class Between implements AutoCloseable {

  private final ServerSocket listening;
  private final int server;
  private Socket toClient = new Socket();
  private Socket toServer = new Socket();
  private volatile boolean swallowing;
  private volatile long lastByte;

  Between(int server) throws IOException {
    this.server = server;
    listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "between");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      Socket client = listening.accept();
      Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
      client.setTcpNoDelay(true);
      behind.setTcpNoDelay(true);
      synchronized (this) {
        toClient = client;
        toServer = behind;
      }
      Thread back = new Thread(() -> pass(behind, client, false), "between, back");
      back.setDaemon(true);
      back.start();
      pass(client, behind, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An end on one side is one on the other, unless both were ended from here. */
  private void pass(Socket from, Socket to, boolean up) {
    byte[] bytes = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      int count = in.read(bytes);
      while (count >= 0) {
        if (swallowing && up) {
          close();
          return;
        }
        to.getOutputStream().write(bytes, 0, count);
        lastByte = System.nanoTime();
        count = in.read(bytes);
      }
      to.shutdownOutput();
    } catch (IOException ended) {
      close();
    }
  }

  /** Ends it where both sides have said nothing for so long, from now on. */
  void cutWhenSilentFor(long nanos) throws InterruptedException {
    long asked = System.nanoTime();
    long left = nanos;
    while (left > 0) {
      Thread.sleep(left / 1_000_000 + 1);
      long last = lastByte - asked > 0 ? lastByte : asked;
      left = nanos - (System.nanoTime() - last);
    }
    close();
  }

  /** Takes what the client sends next, and ends both sides then. */
  void swallow() {
    swallowing = true;
  }

  /** Resets the client's side, and ends that of the server as if the client had. */
  synchronized void resetTheClient() throws IOException {
    toClient.setSoLinger(true, 0);
    toClient.close();
    toServer.close();
  }

  @Override
  public synchronized void close() {
    try {
      listening.close();
      toClient.close();
      toServer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
