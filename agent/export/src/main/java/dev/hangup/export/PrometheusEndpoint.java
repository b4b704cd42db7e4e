// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Metrics for Prometheus to fetch: OpenTelemetry's exporter behind a server of our own. The one it
 * comes with sets system properties that an application's own server reads, and a taken port makes
 * it take the whole SDK down.
 */
final class PrometheusEndpoint {

  private final EarlyEndpoint early;
  private @Nullable String address;

  PrometheusEndpoint(EarlyEndpoint early) {
    this.early = early;
  }

  /** Where metrics are; null while they are nowhere. */
  @Nullable String address() {
    return address;
  }

  /** One that is read through the endpoint, or {@link NoReader} where there can be none. */
  MetricReader reader(InetSocketAddress at) {
    address = null;
    try {
      PrometheusMetricReader reader = PrometheusMetricReader.create();
      PrometheusRegistry registry = new PrometheusRegistry();
      registry.register(reader);
      PrometheusServer server = early.serving(at, new MetricPages(registry));
      if (server == null) {
        return new NoReader();
      }
      address = EarlyEndpoint.at(at, server);
      return new ServedReader(reader, server);
    } catch (IOException | RuntimeException | LinkageError e) {
      early.tell(PrometheusChoice.notOpen(at, e));
      return new NoReader();
    }
  }
}
