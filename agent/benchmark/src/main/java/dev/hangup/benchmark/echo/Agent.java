// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a server may have attached. None sends anything beyond the loopback interface. */
enum Agent {
  NONE("none"),
  /** Observing, exporters off. */
  HANGUP("hangup"),
  HANGUP_OTLP("hangup-otlp"),
  OPENTELEMETRY("opentelemetry"),
  /** With a span for each message. */
  DATADOG("datadog");

  private final String word;

  Agent(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Agent::word).toList();
  }

  static Agent of(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst().orElseThrow();
  }

  /** Whether it sends what it finds. */
  boolean exports() {
    return this != NONE && this != HANGUP;
  }

  /**
   * Its jar; none has no need to ask.
   *
   * @param hangup our jar
   * @param others the folder with those of others
   */
  Path jar(Path hangup, Path others) {
    return switch (this) {
      case NONE, HANGUP, HANGUP_OTLP -> hangup;
      case OPENTELEMETRY -> others.resolve("opentelemetry-javaagent.jar");
      case DATADOG -> others.resolve("dd-java-agent.jar");
    };
  }

  /** The variables it is set up with, given the port of a {@link Receiver}. */
  Map<String, String> environment(int receiver) {
    String here = "http://127.0.0.1:" + receiver;
    Map<String, String> otlp =
        Map.of(
            "OTEL_SERVICE_NAME", "echo",
            "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
            "OTEL_EXPORTER_OTLP_ENDPOINT", here,
            // The default is a minute, which not every fork lasts.
            "OTEL_METRIC_EXPORT_INTERVAL", "10000");
    return switch (this) {
      case NONE -> Map.of();
      case HANGUP ->
          Map.of(
              "HANGUP_LOG", "off",
              "OTEL_TRACES_EXPORTER", "none",
              "OTEL_METRICS_EXPORTER", "none",
              "OTEL_LOGS_EXPORTER", "none");
      case HANGUP_OTLP -> {
        Map<String, String> both = new HashMap<>(otlp);
        both.put("HANGUP_LOG", "off");
        yield both;
      }
      case OPENTELEMETRY -> otlp;
      case DATADOG ->
          Map.of(
              "DD_SERVICE", "echo",
              "DD_TRACE_AGENT_URL", here,
              "DD_AGENT_HOST", "127.0.0.1",
              "DD_TRACE_WEBSOCKET_MESSAGES_ENABLED", "true",
              // News about itself, and orders: without an agent it would look for them elsewhere.
              "DD_INSTRUMENTATION_TELEMETRY_ENABLED", "false",
              "DD_REMOTE_CONFIGURATION_ENABLED", "false",
              "DD_TRACE_STARTUP_LOGS", "false");
    };
  }
}
