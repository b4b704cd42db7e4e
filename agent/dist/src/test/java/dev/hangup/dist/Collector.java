// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Takes what is exported over OTLP and keeps it. */
final class Collector implements AutoCloseable {

  private final List<ExportTraceServiceRequest> traces = new CopyOnWriteArrayList<>();
  private final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
  private final List<ExportLogsServiceRequest> logs = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receive("/v1/traces", body -> traces.add(ExportTraceServiceRequest.parseFrom(body)));
    receive("/v1/logs", body -> logs.add(ExportLogsServiceRequest.parseFrom(body)));
    receive("/v1/metrics", body -> metrics.add(ExportMetricsServiceRequest.parseFrom(body)));
    receive("/control", InputStream::readAllBytes);
    server.start();
  }

  private interface Body {
    void read(InputStream body) throws IOException;
  }

  private void receive(String path, Body reader) {
    server.createContext(
        path,
        exchange -> {
          boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
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
    assertThat(spans()).hasSize(1);
    return spans().get(0);
  }

  List<Span> spans() {
    return spansOf(scope -> true);
  }

  /** The names of those that spans came from. */
  Set<String> scopes() {
    Set<String> names = new TreeSet<>();
    scopeSpans().forEach(scope -> names.add(scope.getScope().getName()));
    return names;
  }

  /** Of one instrumentation scope. */
  List<Span> spansOf(String scope) {
    return spansOf(each -> each.getScope().getName().equals(scope));
  }

  private List<Span> spansOf(Predicate<ScopeSpans> wanted) {
    return scopeSpans().filter(wanted).flatMap(scope -> scope.getSpansList().stream()).toList();
  }

  private Stream<ScopeSpans> scopeSpans() {
    return traces.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource -> resource.getScopeSpansList().stream());
  }

  /** Log records of one instrumentation scope. */
  List<LogRecord> recordsOf(String scope) {
    return logs.stream()
        .flatMap(request -> request.getResourceLogsList().stream())
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .filter(each -> each.getScope().getName().equals(scope))
        .flatMap(each -> each.getLogRecordsList().stream())
        .toList();
  }

  /** Of an event, also where it comes from an API that has no other place for it. */
  static String name(LogRecord record) {
    return record.getEventName().isEmpty()
        ? attributes(record.getAttributesList()).get("event.name")
        : record.getEventName();
  }

  Map<String, String> resource() {
    return attributes(traces.get(0).getResourceSpans(0).getResource().getAttributesList());
  }

  NumberDataPoint closes() {
    return last("websocket.closes").getSum().getDataPoints(0);
  }

  /** Of all connections. */
  long closesOfAll() {
    return last("websocket.closes").getSum().getDataPointsList().stream()
        .mapToLong(NumberDataPoint::getAsInt)
        .sum();
  }

  /** How many there are of all metrics, each with its attributes. */
  int series() {
    Set<String> all = new TreeSet<>();
    for (ExportMetricsServiceRequest request : metrics) {
      for (var resource : request.getResourceMetricsList()) {
        for (var scope : resource.getScopeMetricsList()) {
          for (Metric metric : scope.getMetricsList()) {
            Stream.of(
                    metric.getSum().getDataPointsList().stream()
                        .map(NumberDataPoint::getAttributesList),
                    metric.getGauge().getDataPointsList().stream()
                        .map(NumberDataPoint::getAttributesList),
                    metric.getHistogram().getDataPointsList().stream()
                        .map(HistogramDataPoint::getAttributesList))
                .flatMap(points -> points)
                .forEach(point -> all.add(metric.getName() + attributes(point)));
          }
        }
      }
    }
    return all.size();
  }

  double frameBytes() {
    return last("websocket.frame.size").getHistogram().getDataPointsList().stream()
        .mapToDouble(point -> point.getSum())
        .sum();
  }

  boolean has(String metric) {
    return newest(metric) != null;
  }

  private Metric last(String name) {
    Metric found = newest(name);
    assertThat(found).as(name).isNotNull();
    return found;
  }

  /** Totals are cumulative, so the last ones are those that count. */
  private @Nullable Metric newest(String name) {
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
    return found;
  }

  static Map<String, String> attributes(List<KeyValue> attributes) {
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

  @Override
  public void close() {
    server.stop(0);
  }
}
