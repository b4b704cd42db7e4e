// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** An OTLP/HTTP receiver on loopback: decodes what comes, and can be told to misbehave. */
final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
  private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
  private final List<ExportLogsServiceRequest> logs = new CopyOnWriteArrayList<>();
  private final List<Headers> headers = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile Function<String, Integer> status = path -> 200;
  private volatile Map<String, String> extraHeaders = Map.of();

  Collector() {
    this(0, null);
  }

  Collector(int port, @Nullable SSLContext tls) {
    this(port, tls, false);
  }

  /** With {@code wanted} nobody without a certificate of its own gets in. */
  Collector(int port, @Nullable SSLContext tls, boolean wanted) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      if (tls == null) {
        server = HttpServer.create(address, 0);
      } else {
        HttpsServer secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(new Asking(tls, wanted));
        server = secure;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static final class Asking extends HttpsConfigurator {
    private final boolean wanted;

    Asking(SSLContext tls, boolean wanted) {
      super(tls);
      this.wanted = wanted;
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters all = getSSLContext().getDefaultSSLParameters();
      all.setNeedClientAuth(wanted);
      parameters.setSSLParameters(all);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  String address() {
    return "http://localhost:" + port();
  }

  /** Decides about each request by its path; it may wait. */
  void answering(Function<String, Integer> decision) {
    status = decision;
  }

  void withHeaders(Map<String, String> more) {
    extraHeaders = more;
  }

  int requests() {
    return headers.size();
  }

  List<Headers> headers() {
    return headers;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = body(exchange);
      String path = exchange.getRequestURI().getPath();
      headers.add(exchange.getRequestHeaders());
      int code = status.apply(path);
      if (code == 200) {
        keep(path, body);
      }
      extraHeaders.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(code, -1);
    } catch (RuntimeException e) {
      failures.add(e);
      throw e;
    }
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
          ? new GZIPInputStream(in).readAllBytes()
          : in.readAllBytes();
    }
  }

  private void keep(String path, byte[] body) throws IOException {
    switch (path) {
      case "/v1/traces" -> traces.add(ExportTraceServiceRequest.parseFrom(body));
      case "/v1/metrics" -> metrics.add(ExportMetricsServiceRequest.parseFrom(body));
      case "/v1/logs" -> logs.add(ExportLogsServiceRequest.parseFrom(body));
      default -> throw new IllegalStateException("nothing is received at " + path);
    }
  }

  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    for (ExportTraceServiceRequest request : traces) {
      request
          .getResourceSpansList()
          .forEach(
              resource ->
                  resource
                      .getScopeSpansList()
                      .forEach(scope -> spans.addAll(scope.getSpansList())));
    }
    return spans;
  }

  /** Everything that anything came from: name, version, schema URL. */
  Set<String> scopes() {
    Set<String> scopes = new TreeSet<>();
    for (ExportTraceServiceRequest request : traces) {
      request
          .getResourceSpansList()
          .forEach(
              all ->
                  all.getScopeSpansList()
                      .forEach(one -> scopes.add(scope(one.getScope(), one.getSchemaUrl()))));
    }
    for (ExportMetricsServiceRequest request : metrics) {
      request
          .getResourceMetricsList()
          .forEach(
              all ->
                  all.getScopeMetricsList()
                      .forEach(one -> scopes.add(scope(one.getScope(), one.getSchemaUrl()))));
    }
    for (ExportLogsServiceRequest request : logs) {
      request
          .getResourceLogsList()
          .forEach(
              all ->
                  all.getScopeLogsList()
                      .forEach(one -> scopes.add(scope(one.getScope(), one.getSchemaUrl()))));
    }
    return scopes;
  }

  private static String scope(InstrumentationScope scope, String schemaUrl) {
    return scope.getName() + ' ' + scope.getVersion() + ' ' + schemaUrl;
  }

  List<LogRecord> records() {
    List<LogRecord> records = new ArrayList<>();
    for (ExportLogsServiceRequest request : logs) {
      request
          .getResourceLogsList()
          .forEach(
              resource ->
                  resource
                      .getScopeLogsList()
                      .forEach(scope -> records.addAll(scope.getLogRecordsList())));
    }
    return records;
  }

  /** What log records came from. */
  Resource resourceOfRecords() {
    return logs.get(0).getResourceLogs(0).getResource();
  }

  Resource resource() {
    return traces.get(0).getResourceSpans(0).getResource();
  }

  /** Of the last request that had it. */
  Metric metric(String name) {
    for (int i = metrics.size() - 1; i >= 0; i--) {
      for (Metric metric : metrics(metrics.get(i))) {
        if (metric.getName().equals(name)) {
          return metric;
        }
      }
    }
    throw new AssertionError("no " + name + " among " + metricNames() + ", failures " + failures);
  }

  /** Each time it was received. */
  List<Metric> all(String name) {
    return metrics.stream()
        .flatMap(request -> metrics(request).stream())
        .filter(metric -> metric.getName().equals(name))
        .toList();
  }

  List<String> metricNames() {
    return metrics.stream()
        .flatMap(request -> metrics(request).stream())
        .map(Metric::getName)
        .distinct()
        .sorted()
        .toList();
  }

  private static List<Metric> metrics(ExportMetricsServiceRequest request) {
    List<Metric> found = new ArrayList<>();
    request
        .getResourceMetricsList()
        .forEach(
            resource ->
                resource
                    .getScopeMetricsList()
                    .forEach(scope -> found.addAll(scope.getMetricsList())));
    return found;
  }

  static Map<String, Object> plain(List<KeyValue> attributes) {
    Map<String, Object> plain = new TreeMap<>();
    attributes.forEach(attribute -> plain.put(attribute.getKey(), plain(attribute.getValue())));
    return plain;
  }

  private static Object plain(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case BOOL_VALUE -> value.getBoolValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      default -> value.toString();
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
