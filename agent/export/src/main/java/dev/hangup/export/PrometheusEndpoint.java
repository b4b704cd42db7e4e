// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Metrics for Prometheus to fetch: OpenTelemetry's exporter behind a server of our own. The one it
 * comes with sets system properties that an application's own server reads, and a taken port makes
 * it take the whole SDK down.
 */
final class PrometheusEndpoint {

  private static final String HOST = "otel.exporter.prometheus.host";
  private static final String PORT = "otel.exporter.prometheus.port";

  private final Consumer<String> lines;
  private @Nullable String address;

  PrometheusEndpoint(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Where metrics are; null while they are nowhere. */
  @Nullable String address() {
    return address;
  }

  /** One that is read through the endpoint, or by nobody where there can be none. */
  MetricReader reader(ConfigProperties config) {
    String host = config.getString(HOST, "localhost");
    int port = config.getInt(PORT, 9464);
    try {
      PrometheusMetricReader reader = PrometheusMetricReader.create();
      PrometheusRegistry registry = new PrometheusRegistry();
      registry.register(reader);
      PrometheusServer server = PrometheusServer.start(new InetSocketAddress(host, port), registry);
      address = "http://%s:%d/metrics".formatted(host, server.port());
      return new ServedReader(reader, server);
    } catch (IOException | RuntimeException | LinkageError e) {
      address = null;
      lines.accept(
          "no Prometheus endpoint on %s:%d: %s; set %s to a free port, or hangup.%s for hangup alone"
              .formatted(host, port, e.getMessage() == null ? e : e.getMessage(), PORT, PORT));
      return new NoReader();
    }
  }
}
