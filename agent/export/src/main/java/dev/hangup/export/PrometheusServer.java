// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code /metrics} over HTTP/1.1, one request per connection: all a scraper needs. One
 * thread, a selector: a client that connects and says nothing, asks a letter at a time or does not
 * read the answer holds up no other. The JDK's own server would initialise the application's
 * logging and need a module that may not be there.
 */
final class PrometheusServer {

  /** Room for who is silent; the one that came first makes room for the next. */
  private static final int MOST_CONNECTIONS = 64;

  /** Answers are large. */
  private static final int MOST_ANSWERS = 8;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final int CLOSE_MILLIS = 500;
  private static final int PAUSE_MILLIS = 10;
  private static final int BACKLOG = 64;

  private final ServerSocketChannel channel;
  private final Selector selector;
  private volatile Pages pages;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = ExportThread.daemon("hangup-prometheus", this::serve);

  /** In the order they came. Of the thread's own. */
  private final Deque<ScrapeConnection> connections = new ArrayDeque<>();

  private PrometheusServer(ServerSocketChannel channel, Selector selector, Pages pages) {
    this.channel = channel;
    this.selector = selector;
    this.pages = pages;
  }

  static PrometheusServer start(InetSocketAddress address, Pages pages) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      // By its socket, whose complaints have words.
      ServerSocket socket = channel.socket();
      socket.bind(address, BACKLOG);
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_ACCEPT);
      PrometheusServer server = new PrometheusServer(channel, selector, pages);
      server.thread.start();
      return server;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  int port() {
    return channel.socket().getLocalPort();
  }

  /** From now on there is something else to read. */
  void serve(Pages others) {
    pages = others;
  }

  /** The port is free when this returns: not before the thread has let go of it. */
  void close() {
    closed.countDown();
    selector.wakeup();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try (channel;
        selector) {
      while (closed.getCount() > 0) {
        selector.select(connections.isEmpty() ? 0 : TimeUnit.NANOSECONDS.toMillis(PATIENCE) / 10);
        // An application that interrupts all threads does not mean this one. With the mark set a
        // selector never waits, and before Java 11 a channel that is used closes.
        Thread.interrupted();
        boolean well = true;
        for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
          SelectionKey key = ready.next();
          ready.remove();
          well &= key.attachment() instanceof ScrapeConnection one ? turn(one) : accepted();
        }
        letGo(System.nanoTime());
        if (!well && closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (IOException e) {
      // the selector is gone; so is the endpoint
    } catch (InterruptedException e) {
      // while no file descriptor was left: there is no endpoint then
    } finally {
      connections.forEach(ScrapeConnection::close);
    }
  }

  /** False where no file descriptor is left: asked again at once, it would say so again. */
  private boolean accepted() {
    try {
      SocketChannel client = channel.accept();
      if (client != null) {
        if (connections.size() >= MOST_CONNECTIONS) {
          connections.removeFirst().close();
        }
        connections.addLast(ScrapeConnection.of(client, selector));
      }
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** Always true: what goes wrong with one connection is its own trouble. */
  private boolean turn(ScrapeConnection connection) {
    try {
      if (connection.isAsked()) {
        answer(connection);
      }
      connection.write();
    } catch (IOException | RuntimeException | Error e) { // a memory that is full, for one
      connection.close();
    }
    return true;
  }

  private void answer(ScrapeConnection connection) throws IOException {
    List<ScrapeConnection> answered =
        connections.stream().filter(ScrapeConnection::isAnswered).toList();
    if (answered.size() >= MOST_ANSWERS) {
      answered.get(0).close();
    }
    ScrapeRequest request = new ScrapeRequest(connection.request());
    connection.answer(request.isScrape() ? pages.answer(request) : request.refused());
  }

  private void letGo(long now) {
    connections.removeIf(
        connection -> {
          if (now - connection.since() > PATIENCE) {
            connection.close();
          }
          return !connection.isOpen();
        });
  }
}
