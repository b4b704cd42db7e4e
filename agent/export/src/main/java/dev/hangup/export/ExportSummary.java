// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is exported where, in a line: {@code spans and metrics to http://localhost:4318}. */
final class ExportSummary {

  private final boolean spans;
  private final List<String> parts = new ArrayList<>();

  /**
   * @param spans whether there are any
   */
  ExportSummary(boolean spans) {
    this.spans = spans;
  }

  ExportSummary otlp(List<Destination> destinations) {
    Map<String, List<String>> byCollector = new LinkedHashMap<>();
    for (Destination to : destinations) {
      if (spans || !to.signal().equals("traces")) {
        byCollector.computeIfAbsent(to.collector(), key -> new ArrayList<>()).add(to.data());
      }
    }
    byCollector.forEach((collector, data) -> parts.add(listed(data) + " to " + collector));
    return this;
  }

  ExportSummary console(
      Set<String> spanExporters, Set<String> metricExporters, Set<String> logExporters) {
    List<String> data = new ArrayList<>();
    if (spans && isConsole(spanExporters)) {
      data.add("spans");
    }
    if (isConsole(metricExporters)) {
      data.add("metrics");
    }
    if (isConsole(logExporters)) {
      data.add("log records");
    }
    if (!data.isEmpty()) {
      parts.add(listed(data) + " to the console");
    }
    return this;
  }

  /** As one says it: a, b and c. */
  private static String listed(List<String> data) {
    int last = data.size() - 1;
    return last == 0
        ? data.get(0)
        : String.join(", ", data.subList(0, last)) + " and " + data.get(last);
  }

  private static boolean isConsole(Set<String> exporters) {
    return exporters.contains("console") || exporters.contains("logging");
  }

  ExportSummary prometheus(@Nullable String address) {
    if (address != null) {
      parts.add("metrics at " + address);
    }
    return this;
  }

  @Override
  public String toString() {
    return parts.isEmpty() ? "nothing is exported" : String.join(", ", parts);
  }
}
