// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

/** What the application brings along that may want the same resources. */
final class ApplicationExporters {

  private static final String PROMETHEUS =
      "io/opentelemetry/exporter/prometheus/PrometheusHttpServer.class";

  private ApplicationExporters() {}

  /** As far as its class path tells: inside a fat jar nothing is seen from outside. */
  static boolean hasPrometheus(ClassLoader application, ClassLoader ours) {
    return application != ours && application.getResource(PROMETHEUS) != null;
  }
}
