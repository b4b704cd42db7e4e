// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Takes spans over OTLP and keeps them. */
final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      InputStream body = exchange.getRequestBody();
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(zipped ? new GZIPInputStream(body) : body);
      exchange.sendResponseHeaders(200, -1);
      request.getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .forEach(scope -> spans.addAll(scope.getSpansList()));
    }
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** As they were sent, in the order they came. */
  List<Span> spans() {
    return spans;
  }

  /** In the order they came. */
  List<Told> told() {
    return spans.stream().map(Told::of).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
