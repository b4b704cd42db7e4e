// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.corpus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A collector on the loopback address: takes spans over OTLP and keeps them. */
final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final List<Told> told = new ArrayList<>();

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "collector");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/v1/traces", this::take);
    server.createContext("/v1/logs", Collector::read);
    server.start();
  }

  /** Log records say what spans say. */
  private static void read(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      InputStream body = exchange.getRequestBody();
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      List<Told> spans = Spans.read((zipped ? new GZIPInputStream(body) : body).readAllBytes());
      exchange.sendResponseHeaders(200, -1);
      synchronized (told) {
        told.addAll(spans);
        told.notifyAll();
      }
    }
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The first that fits; null where none came in time. */
  @Nullable Told await(Predicate<Told> wanted, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    synchronized (told) {
      while (true) {
        for (Told each : told) {
          if (wanted.test(each)) {
            return each;
          }
        }
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return null;
        }
        told.wait(left);
      }
    }
  }

  /** In the order they came, as many as there are in time. */
  List<Told> await(Predicate<Told> wanted, int count, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    synchronized (told) {
      while (true) {
        List<Told> fitting = told.stream().filter(wanted).toList();
        long left = (until - System.nanoTime()) / 1_000_000;
        if (fitting.size() >= count || left <= 0) {
          return fitting;
        }
        told.wait(left);
      }
    }
  }

  long count(Predicate<Told> wanted) {
    synchronized (told) {
      return told.stream().filter(wanted).count();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
