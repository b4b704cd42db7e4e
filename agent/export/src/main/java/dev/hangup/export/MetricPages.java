// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;

/** What the registry has, written by Prometheus' own library. */
final class MetricPages implements Pages {

  private final PrometheusScrapeHandler handler;

  MetricPages(PrometheusRegistry registry) {
    // Not the properties found around us: those are the application's.
    handler = new PrometheusScrapeHandler(PrometheusProperties.builder().build(), registry);
  }

  @Override
  public byte[] answer(ScrapeRequest request) throws IOException {
    ScrapeExchange exchange = new ScrapeExchange(request);
    handler.handleRequest(exchange);
    return exchange.response();
  }
}
