// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@code /metrics} over HTTP/1.1, one request at a time and one per connection: all a
 * scraper needs. The JDK's own server would initialise the application's logging and need a module
 * that may not be there.
 */
final class PrometheusServer {

  private static final int REQUEST_TIMEOUT_MILLIS = 5000;
  private static final int CLOSE_MILLIS = 500;
  private static final int PAUSE_MILLIS = 10;
  private static final int MOST_REQUEST_BYTES = 16 * 1024;
  private static final int BACKLOG = 16;

  private final ServerSocket socket;
  private final PrometheusScrapeHandler handler;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = ExportThread.daemon("hangup-prometheus", this::serve);

  private PrometheusServer(ServerSocket socket, PrometheusScrapeHandler handler) {
    this.socket = socket;
    this.handler = handler;
  }

  static PrometheusServer start(InetSocketAddress address, PrometheusRegistry registry)
      throws IOException {
    // Not the properties found around us: those are the application's.
    PrometheusScrapeHandler handler =
        new PrometheusScrapeHandler(PrometheusProperties.builder().build(), registry);
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(address, BACKLOG);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
    PrometheusServer server = new PrometheusServer(socket, handler);
    server.thread.start();
    return server;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The port is free when this returns: not before the thread has left {@code accept}. */
  void close() {
    closed.countDown();
    try {
      socket.close();
      thread.join(CLOSE_MILLIS);
    } catch (IOException e) {
      // then it is not open any more either
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    try {
      long pause = 0;
      while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
        pause = served() ? 0 : PAUSE_MILLIS;
      }
    } catch (InterruptedException e) {
      // nobody does that
    }
  }

  /** False for a scraper that went away, or where no file descriptor is left. */
  private boolean served() {
    try (Socket client = socket.accept()) {
      client.setSoTimeout(REQUEST_TIMEOUT_MILLIS);
      answer(client);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private void answer(Socket client) throws IOException {
    String request = request(client.getInputStream());
    if (request.isEmpty()) {
      return;
    }
    ScrapeExchange exchange = new ScrapeExchange(request);
    if (!exchange.isScrape()) {
      exchange.refuse();
    } else {
      handler.handleRequest(exchange);
    }
    client.getOutputStream().write(exchange.response());
    client.getOutputStream().flush();
  }

  /** Request line and headers; empty where none came in time, or too much. */
  private static String request(InputStream from) throws IOException {
    InputStream in = new BufferedInputStream(from);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REQUEST_TIMEOUT_MILLIS);
    StringBuilder request = new StringBuilder();
    while (request.length() < MOST_REQUEST_BYTES && System.nanoTime() < deadline) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      request.append((char) b);
      if (b == '\n' && endsHeaders(request)) {
        return request.toString();
      }
    }
    return "";
  }

  private static boolean endsHeaders(StringBuilder request) {
    return request.lastIndexOf("\r\n\r\n") >= 0 || request.lastIndexOf("\n\n") >= 0;
  }
}
