// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the JVM, seen from outside: a real jar in a real JVM, a collector and a scrape. */
class ExportIT {

  private static final Pattern METRICS = Pattern.compile("metrics at (http://\\S+/metrics)");

  @TempDir Path folder;

  @Test
  void aCollectorGetsTheSpanAndTheMetricsOfADroppedConnection() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting("otlp", "otlp")
              .variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
              .variable("OTEL_SERVICE_NAME", "echo")
              .variable("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).isZero();
      Span span = collector.onlySpan();
      assertThat(span.getName()).isEqualTo("WS /echo/{id}");
      assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(attributes(span.getAttributesList()))
          .containsEntry("websocket.close.code", "1006")
          .containsEntry("websocket.close.cause", "peer_eof")
          .containsEntry("websocket.close.initiator", "remote")
          .containsEntry("websocket.frames.received", "1")
          .containsEntry("websocket.bytes.sent", "5")
          .containsKeys("websocket.close.evidence", "websocket.close.remediation");
      assertThat(span.getEventsList())
          .extracting(Span.Event::getName)
          .containsExactly("websocket.frame", "websocket.frame");
      assertThat(collector.resource())
          .containsEntry("service.name", "echo")
          .containsEntry("deployment.environment.name", "test");
      assertThat(attributes(collector.closes().getAttributesList()))
          .containsEntry("websocket.close.code", "1006")
          .containsEntry("websocket.close.cause", "peer_eof")
          .containsEntry("http.route", "/echo/{id}");
      assertThat(collector.closes().getAsInt()).isEqualTo(1);
      assertThat(collector.frameBytes()).isEqualTo(10); // five each way, as the span says
    }
  }

  @Test
  void aCollectorThatIsNotThereCostsOneLineAndNothingElse() throws Exception {
    // Bound and not listening: nobody is there, and nobody else can come.
    try (Socket reserved = new Socket()) {
      reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int nobody = reserved.getLocalPort();
      Fork.Ended ended =
          exporting("otlp", "otlp")
              .variable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + nobody)
              .run("app.Echo", "clean");

      assertThat(ended.out()).containsExactly("echoed 101 hello [-120, 2, 3, -24]");
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent())
          .filteredOn(line -> line.contains("localhost:" + nobody) && !line.startsWith("version"))
          .hasSize(1);
    }
  }

  @Test
  void aScrapeFindsTheCloseWithItsCause() throws Exception {
    Fork fork = exporting("none", "prometheus").variable("OTEL_EXPORTER_PROMETHEUS_PORT", "0");
    try (Fork.Running running = fork.start("app.Waiting")) {
      running.awaitLine("ready", 1);
      running.say("drop");
      running.awaitLine("done", 1);
      URI metrics = metricsOf(running);

      String page = scrape(metrics);
      while (!page.contains("websocket_close_cause=\"peer_eof\"")) {
        page = scrape(metrics);
      }

      assertThat(page)
          .containsPattern(
              "websocket_closes_total\\{http_route=\"/echo/\\{id}\",.*websocket_close_code=\"1006\"")
          .contains("websocket_frame_size_bytes_bucket", "websocket_handshakes_total");
      assertThat(running.end().exitCode()).isZero();
    }
  }

  private Fork exporting(String traces, String metrics) throws IOException {
    return Fork.in(folder)
        .agent()
        .with(Fork.library("netty-4.2"))
        .variable("OTEL_TRACES_EXPORTER", traces)
        .variable("OTEL_METRICS_EXPORTER", metrics);
  }

  /** Waits for the line that says where; the time limit of the test is the only one. */
  private static URI metricsOf(Fork.Running running) throws Exception {
    while (true) {
      Matcher told = METRICS.matcher(Files.readString(running.err()));
      if (told.find()) {
        return URI.create(told.group(1));
      }
      if (!running.process().isAlive()) {
        throw new IllegalStateException("ended early: " + Files.readString(running.err()));
      }
      running.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static String scrape(URI metrics) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> all = new TreeMap<>();
    for (KeyValue attribute : attributes) {
      AnyValue value = attribute.getValue();
      all.put(
          attribute.getKey(),
          switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.getStringValue();
          });
    }
    return all;
  }

  /** Takes what is exported over OTLP and keeps it. */
  private static final class Collector implements AutoCloseable {

    private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
    private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Collector() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      receive("/v1/traces", body -> traces.add(ExportTraceServiceRequest.parseFrom(body)));
      receive("/v1/metrics", body -> metrics.add(ExportMetricsServiceRequest.parseFrom(body)));
      server.start();
    }

    private interface Body {
      void read(InputStream body) throws IOException;
    }

    private void receive(String path, Body reader) {
      server.createContext(
          path,
          exchange -> {
            boolean zipped =
                "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            InputStream body = exchange.getRequestBody();
            reader.read(zipped ? new GZIPInputStream(body) : body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
    }

    String endpoint() {
      return "http://localhost:" + server.getAddress().getPort();
    }

    Span onlySpan() {
      List<Span> spans = new ArrayList<>();
      traces.forEach(
          request ->
              request
                  .getResourceSpansList()
                  .forEach(
                      resource ->
                          resource
                              .getScopeSpansList()
                              .forEach(scope -> spans.addAll(scope.getSpansList()))));
      assertThat(spans).hasSize(1);
      return spans.get(0);
    }

    Map<String, String> resource() {
      return attributes(traces.get(0).getResourceSpans(0).getResource().getAttributesList());
    }

    NumberDataPoint closes() {
      return last("websocket.closes").getSum().getDataPoints(0);
    }

    double frameBytes() {
      return last("websocket.frame.size").getHistogram().getDataPointsList().stream()
          .mapToDouble(point -> point.getSum())
          .sum();
    }

    /** Totals are cumulative, so the last ones are those that count. */
    private Metric last(String name) {
      Metric found = null;
      for (ExportMetricsServiceRequest request : metrics) {
        for (var resource : request.getResourceMetricsList()) {
          for (var scope : resource.getScopeMetricsList()) {
            for (Metric metric : scope.getMetricsList()) {
              found = metric.getName().equals(name) ? metric : found;
            }
          }
        }
      }
      assertThat(found).as(name).isNotNull();
      return found;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
