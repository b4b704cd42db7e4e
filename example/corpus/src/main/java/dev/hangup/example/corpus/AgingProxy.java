// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Passes bytes on, and drops each connection at the same age, whatever goes through it: what a
 * request time-out of a gateway does to WebSocket.
 */
final class AgingProxy implements AutoCloseable {

  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final String local;
  private final int app;
  private final long millis;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ages =
      Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "aging"));

  AgingProxy(String local, int app, long millis) throws IOException {
    this.local = local;
    this.app = app;
    this.millis = millis;
    daemon(this::letIn, "aging-door").start();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return door.getLocalPort();
  }

  private void letIn() {
    while (!door.isClosed()) {
      try {
        Socket from = door.accept();
        Socket to =
            new Socket(InetAddress.getLoopbackAddress(), app, InetAddress.getByName(local), 0);
        open.add(from);
        open.add(to);
        Future<?> unused =
            ages.schedule(
                () -> {
                  end(to);
                  end(from);
                },
                millis,
                TimeUnit.MILLISECONDS);
        daemon(() -> pass(from, to), "aging-in").start();
        daemon(() -> pass(to, from), "aging-out").start();
      } catch (IOException e) {
        // the door is closed, or nobody is at home
      }
    }
  }

  private void pass(Socket from, Socket to) {
    try (InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of them has ended
    } finally {
      end(to);
      end(from);
    }
  }

  private void end(Closeable socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // then it is closed
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    ages.shutdownNow();
    open.forEach(this::end);
  }
}
