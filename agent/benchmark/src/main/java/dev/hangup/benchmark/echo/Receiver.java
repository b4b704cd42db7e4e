// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where agents send: accepts what an OTLP collector or Datadog's trace agent accepts, and throws it
 * away.
 */
final class Receiver implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::accept);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** How many requests brought something. */
  long requests() {
    return requests.get();
  }

  long bytes() {
    return bytes.get();
  }

  private void accept(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    long brought = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream body = exchange.getRequestBody()) {
      int some;
      while ((some = body.read(buffer)) >= 0) {
        brought += some;
      }
    }
    bytes.addAndGet(brought);
    requests.addAndGet(brought > 0 ? 1 : 0);
    // An empty message of OTLP's is no byte at all; Datadog's agent is asked what it can do.
    boolean otlp = path.startsWith("/v1/");
    String answer = otlp ? "" : path.equals("/info") ? "{\"endpoints\":[\"/v0.4/traces\"]}" : "{}";
    byte[] whole = answer.getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", otlp ? "application/x-protobuf" : "application/json");
    exchange.sendResponseHeaders(200, whole.length == 0 ? -1 : whole.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(whole);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
