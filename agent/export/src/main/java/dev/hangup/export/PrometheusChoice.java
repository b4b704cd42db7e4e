// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * Whether metrics are there for Prometheus to fetch, and where. Asked twice: soon after the start,
 * when the port opens, and when the SDK is set up. Knows nothing of OpenTelemetry's classes.
 */
final class PrometheusChoice {

  static final String METRICS_EXPORTER = "otel.metrics.exporter";
  static final String SDK_DISABLED = "otel.sdk.disabled";

  private static final String PROMETHEUS = "prometheus";
  private static final String HOST = "otel.exporter.prometheus.host";
  private static final String PORT = "otel.exporter.prometheus.port";
  private static final int STANDARD_PORT = 9464;

  private static final List<String> METRIC_EXPORTERS =
      List.of("otlp", PROMETHEUS, "console", "logging", "none");

  private PrometheusChoice() {}

  /**
   * Makes {@code configuration} fit; the application reads the same variables and would find its
   * port taken.
   *
   * @param applicationHasOne it brings OpenTelemetry's Prometheus exporter along
   */
  static void settle(Configuration configuration, boolean applicationHasOne) {
    configuration.mustBeOneOf(SDK_DISABLED, List.of("true", "false"));
    configuration.keepKnown(METRICS_EXPORTER, METRIC_EXPORTERS);
    configuration.mustBePort(PORT);
    if (!applicationHasOne || !isMade(configuration) || isForUsAlone(configuration)) {
      return;
    }
    configuration.line(leftToTheApplication(configuration));
    Set<String> exporters = configuration.list(METRICS_EXPORTER, "otlp");
    exporters.remove(PROMETHEUS);
    configuration.set(METRICS_EXPORTER, exporters.isEmpty() ? "none" : String.join(",", exporters));
  }

  /** After {@link #settle}. */
  static boolean isMade(Configuration configuration) {
    return configuration.list(METRICS_EXPORTER, "otlp").contains(PROMETHEUS)
        && !configuration.get(SDK_DISABLED, "false").equalsIgnoreCase("true");
  }

  /** The settings that an SDK in the application reads as well do not say so. */
  static boolean isForUsAlone(Configuration configuration) {
    return configuration.isForUsAlone(METRICS_EXPORTER) || configuration.isForUsAlone(PORT);
  }

  static String leftToTheApplication(Configuration configuration) {
    return "setting "
        + METRICS_EXPORTER
        + "="
        + configuration.get(METRICS_EXPORTER)
        + ": the application brings a Prometheus exporter of its own, so hangup leaves that port to"
        + " it; to have both, set hangup."
        + PORT
        + " to another port";
  }

  /** After {@link #settle}. */
  static InetSocketAddress address(Configuration configuration) {
    return new InetSocketAddress(
        configuration.get(HOST, "localhost"),
        Integer.parseInt(configuration.get(PORT, Integer.toString(STANDARD_PORT))));
  }

  static String notOpen(InetSocketAddress address, Throwable failure) {
    return "no Prometheus endpoint on %s:%d: %s; set %s to a free port, or hangup.%s for hangup alone"
        .formatted(
            address.getHostString(),
            address.getPort(),
            failure.getMessage() == null ? failure : failure.getMessage(),
            PORT,
            PORT);
  }
}
