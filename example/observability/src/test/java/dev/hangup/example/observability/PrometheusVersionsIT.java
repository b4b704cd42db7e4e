// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every generation of Prometheus reads the agent's page, whatever it is told to look for: counts
 * are exact, exemplars are there, the rules can be asked, and a service that nobody has talked to
 * yet is up.
 */
class PrometheusVersionsIT {

  private static final String NATIVE = "native-histograms";
  private static final String CREATED = "created-timestamp-zero-ingestion";
  private static final int LOST = 7;
  private static final int LEFT = 5;

  @TempDir Path folder;

  static Stream<Arguments> readers() {
    return Stream.of(
        Arguments.of("2", ""),
        Arguments.of("2", NATIVE),
        Arguments.of("3", ""),
        Arguments.of("3", NATIVE),
        Arguments.of("3", CREATED),
        Arguments.of("3", NATIVE + "," + CREATED));
  }

  @ParameterizedTest(name = "Prometheus {0} {1}")
  @MethodSource("readers")
  void whatIsScrapedIsWhatHappened(String generation, String features) throws Exception {
    Path executable =
        generation.equals("2")
            ? Program.find("Debian's prometheus", "prometheus")
            : Program.find("tools/build", "prometheus3");
    int idlePort = Program.freePort();
    try (Program idle = idle(idlePort);
        Chat chat = new Chat(folder.resolve("chat.log"), scraped(Program.freePort()))) {
      Crowd.burst(chat.address(), "/chat/reset", Ending.RESET, LOST);
      Crowd.burst(chat.address(), "/chat/lobby", Ending.NORMAL, LEFT);
      int port = chat.metricsPort();
      try (Prometheus prometheus =
          Prometheus.startWith(executable, configuration(idlePort, port), folder, features)) {
        bothAreUp(prometheus);
        assertThat(idle.said()).as("it has nothing to say").isEmpty();
        isSoon(prometheus, "count(target_info{job=\"idle\"})", 1);
        theCountsAreExact(prometheus);
        exemplarsAreThere(prometheus, chat);
        theRulesCanBeAsked(prometheus);
      }
    }
  }

  private static Map<String, String> scraped(int port) {
    return new HashMap<>(
        Map.of(
            "OTEL_METRICS_EXPORTER", "prometheus",
            "OTEL_EXPORTER_PROMETHEUS_PORT", Integer.toString(port),
            "OTEL_TRACES_EXPORTER", "console"));
  }

  private Program idle(int port) {
    return Program.start(
        folder.resolve("idle.log"),
        scraped(port),
        Path.of(System.getProperty("java.home"), "bin", "java"),
        "-javaagent:" + Example.built("agent/dist/target/hangup.jar"),
        "-cp",
        Example.file("target/test-classes"),
        Sleeper.class.getName());
  }

  private Path configuration(int idlePort, int chatPort) throws IOException {
    for (String rules : List.of("thresholds", "recording", "alerts", "knowledge")) {
      Hasty.copy(
          Example.file("prometheus/rules/hangup-" + rules + ".yml"),
          folder.resolve("rules/hangup-" + rules + ".yml"),
          Map.of());
    }
    return Files.writeString(
        folder.resolve("versions.yml"),
        """
        global:
          scrape_interval: 500ms
          evaluation_interval: 500ms
        rule_files: ["rules/*.yml"]
        scrape_configs:
          - job_name: idle
            static_configs: [{targets: ["localhost:%d"]}]
          - job_name: chat
            static_configs: [{targets: ["localhost:%d"]}]
        """
            .formatted(idlePort, chatPort));
  }

  private static void bothAreUp(Prometheus prometheus) {
    JsonNode targets =
        Wait.until(
                "two targets that are up",
                prometheus::targets,
                answer -> {
                  int up = 0;
                  for (JsonNode target : answer.get("activeTargets")) {
                    up += target.get("health").asText().equals("up") ? 1 : 0;
                  }
                  return up == 2;
                })
            .get("activeTargets");
    for (JsonNode target : targets) {
      assertThat(target.get("lastError").asText()).isEmpty();
    }
  }

  private static void theCountsAreExact(Prometheus prometheus) {
    isSoon(prometheus, "sum(websocket_closes_total{websocket_close_code=\"1006\"})", LOST);
    isSoon(prometheus, "sum(websocket_closes_total{websocket_close_code=\"1000\"})", LEFT);
    isSoon(prometheus, "sum(websocket_connection_duration_seconds_count)", LOST + LEFT);
    isSoon(
        prometheus, "sum(websocket_connection_duration_seconds_bucket{le=\"+Inf\"})", LOST + LEFT);
    isSoon(prometheus, "sum(websocket_handshakes_total)", LOST + LEFT);
    isSoon(prometheus, "sum(websocket_active_connections)", 0);
    isSoon(
        prometheus,
        "count(count by (le) (websocket_frame_size_bytes_bucket{websocket_frame_opcode=\"text\"}))",
        14);
  }

  private static void isSoon(Prometheus prometheus, String query, int expected) {
    Wait.until(
        query + " to be " + expected,
        () -> prometheus.instant(query),
        answer ->
            !answer.isEmpty()
                && Double.parseDouble(answer.get(0).get("value").get(1).asText()) == expected);
  }

  /** One is on the page once: a scrape that was too slow, on a busy machine, takes it along. */
  private static void exemplarsAreThere(Prometheus prometheus, Chat chat) {
    Wait.until(
        "exemplars",
        () -> {
          Crowd.burst(chat.address(), "/chat/reset", Ending.RESET, 1);
          return prometheus.exemplars("websocket_closes_total{websocket_close_code=\"1006\"}");
        },
        answer ->
            !answer.isEmpty()
                && answer
                    .get(0)
                    .at("/exemplars/0/labels/trace_id")
                    .asText()
                    .matches("[0-9a-f]{32}"));
  }

  private static void theRulesCanBeAsked(Prometheus prometheus) {
    JsonNode groups =
        Wait.until(
            "rules that have been asked",
            prometheus::rules,
            answer -> {
              boolean all = !answer.get("groups").isEmpty();
              for (JsonNode group : answer.get("groups")) {
                for (JsonNode rule : group.get("rules")) {
                  all &= !rule.get("health").asText().equals("unknown");
                }
              }
              return all;
            });
    TreeSet<String> broken = new TreeSet<>();
    for (JsonNode group : groups.get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        if (!rule.get("health").asText().equals("ok")) {
          broken.add(rule.get("name").asText() + ": " + rule.path("lastError").asText());
        }
      }
    }
    assertThat(broken).isEmpty();
  }
}
