// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way over OTLP with the real programs: the chat server under the real agent pushes to a
 * collector, which hands spans on to Jaeger and serves metrics to Prometheus.
 */
class TracesIT {

  private static final String FROM = "go, see tools/build";

  @TempDir Path folder;

  private final List<AutoCloseable> running = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (int i = running.size() - 1; i >= 0; i--) {
      running.get(i).close();
    }
  }

  private <T extends AutoCloseable> T keep(T started) {
    running.add(started);
    return started;
  }

  @Test
  void aBrokenConnectionIsFoundInJaegerAndInPrometheus() throws Exception {
    Path jaegerProgram = Program.find(FROM, "jaeger-all-in-one");
    Path collectorProgram = Program.find(FROM, "otelcol-contrib", "otelcol");
    int spans = Program.freePort();
    int jaeger = startJaeger(jaegerProgram, spans);
    int otlp = Program.freePort();
    int metrics = Program.freePort();
    startCollector(collectorProgram, otlp, spans, metrics);
    Chat chat =
        keep(
            new Chat(
                folder.resolve("chat.log"),
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + otlp,
                    "OTEL_BSP_SCHEDULE_DELAY", "200",
                    // An exemplar is pushed once: Prometheus must come by before the next push.
                    "OTEL_METRIC_EXPORT_INTERVAL", "3000")));

    Crowd.burst(chat.address(), "/chat/lobby", Ending.NORMAL, 2);
    Crowd.burst(chat.address(), "/chat/lobby", Ending.RESET, 3);
    spanIsComplete(jaeger);
    eventsTellTheLastFrames(jaeger);
    causesCanBeSearched(jaeger);

    Prometheus prometheus = keep(Prometheus.start(folder, Map.of("collector:8889", metrics)));
    Wait.until(
        "closes by the rules, over OTLP",
        () ->
            prometheus.instant(
                "hangup:closes:increase5m{job=\"chat\", websocket_close_cause=\"peer_reset\"}"),
        result -> !result.isEmpty());
    // A burst of a cause that was not there before counts, since target_info names the instance.
    Crowd.burst(chat.address(), "/chat/lobby", Ending.CRASH, 4);
    Wait.until(
        "a burst of a new kind, over OTLP",
        () ->
            prometheus.instant(
                "max_over_time(hangup:closes:increase5m{job=\"chat\", websocket_close_code=\"1011\"}[1m]) >= 4"),
        result -> !result.isEmpty());
    Wait.until(
        "exemplars, through the collector",
        () -> prometheus.exemplars("websocket_closes_total{websocket_close_code=\"1011\"}"),
        result -> !result.isEmpty());
  }

  private int startJaeger(Path program, int spans) {
    int query = Program.freePort();
    Map<String, Integer> ports = new HashMap<>();
    ports.put("query.http-server", query);
    ports.put("collector.otlp.grpc", spans);
    for (String other :
        List.of(
            "query.grpc-server",
            "collector.otlp.http",
            "collector.grpc-server",
            "collector.http-server",
            "admin.http")) {
      ports.put(other, Program.freePort());
    }
    List<Object> command = new ArrayList<>(List.of(program));
    ports.forEach((name, port) -> command.add("--" + name + ".host-port=localhost:" + port));
    Program jaeger = keep(Program.start(folder.resolve("jaeger.log"), Map.of(), command.toArray()));
    jaeger.awaitReady(query, "/api/services");
    return query;
  }

  private void startCollector(Path program, int otlp, int spans, int metrics) throws Exception {
    Path configuration =
        Hasty.copy(
            Example.file("collector/collector.yaml"),
            folder.resolve("collector.yaml"),
            Map.of(
                "0.0.0.0:4318", "localhost:" + otlp,
                "jaeger:4317", "localhost:" + spans,
                "0.0.0.0:8889", "localhost:" + metrics));
    Program collector =
        keep(
            Program.start(
                folder.resolve("collector.log"),
                Map.of(),
                program,
                "--config=" + configuration,
                // Its own metrics want a fixed port.
                "--set=service.telemetry.metrics.level=none"));
    collector.awaitReady(metrics, "/metrics");
  }

  private static void spanIsComplete(int jaeger) {
    JsonNode span = find(jaeger, "websocket.close.code", "1006");
    assertThat(span.get("operationName").asText()).isEqualTo("WS /chat/lobby");
    Map<String, String> tags = tags(span.get("tags"));
    assertThat(tags)
        .containsEntry("websocket.role", "server")
        .containsEntry("websocket.stack", "netty")
        .containsEntry("http.route", "/chat/lobby")
        .containsEntry("url.path", "/chat/lobby")
        .containsEntry("url.scheme", "ws")
        .containsEntry("user_agent.original", "crowd")
        .containsEntry("websocket.close.name", "Abnormal Closure")
        .containsEntry("websocket.close.cause", "peer_reset")
        .containsEntry("websocket.close.initiator", "remote")
        .containsEntry("websocket.close.clean", "false")
        .containsEntry("websocket.messages.received", "1")
        .containsEntry("websocket.bytes.received", "5")
        .containsEntry("span.kind", "server")
        .containsEntry("error", "true")
        .containsEntry("error.type", "peer_reset")
        .containsKeys(
            "websocket.stack.version",
            "server.address",
            "server.port",
            "client.address",
            "network.peer.address",
            "network.peer.port",
            "network.protocol.name",
            "network.protocol.version",
            "websocket.close.evidence",
            "websocket.close.remediation",
            "websocket.frames.received",
            "websocket.frames.sent",
            "websocket.messages.sent",
            "websocket.bytes.sent",
            "websocket.frame.max_size.received",
            "websocket.frame.max_size.sent",
            "websocket.message.max_size.received",
            "websocket.message.max_size.sent",
            "websocket.pings.sent",
            "websocket.pings.unanswered",
            "websocket.idle_before_close");
  }

  private static void eventsTellTheLastFrames(int jaeger) {
    JsonNode span = find(jaeger, "websocket.close.code", "1006");
    List<String> frames = new ArrayList<>();
    for (JsonNode log : span.get("logs")) {
      Map<String, String> fields = tags(log.get("fields"));
      if ("websocket.frame".equals(fields.get("event"))) {
        frames.add(fields.get("network.io.direction") + " " + fields.get("websocket.frame.opcode"));
      }
    }
    assertThat(frames).contains("receive text", "transmit text");
  }

  private static void causesCanBeSearched(int jaeger) {
    assertThat(find(jaeger, "websocket.close.cause", "peer_reset")).isNotNull();
    Map<String, String> normal = tags(find(jaeger, "websocket.close.cause", "normal").get("tags"));
    assertThat(normal).containsEntry("websocket.close.code", "1000").doesNotContainKey("error");
  }

  /** The first span Jaeger finds by a tag. */
  private static JsonNode find(int jaeger, String tag, String value) {
    String search = Prometheus.encoded("{\"" + tag + "\":\"" + value + "\"}");
    JsonNode answer =
        Wait.until(
            "a span with " + tag + "=" + value,
            () ->
                Example.json(
                    Prometheus.get(
                        "http://localhost:"
                            + jaeger
                            + "/api/traces?service=chat&lookback=1h&limit=5&tags="
                            + search)),
            found -> !found.get("data").isEmpty());
    return answer.at("/data/0/spans/0");
  }

  private static Map<String, String> tags(JsonNode list) {
    Map<String, String> tags = new HashMap<>();
    list.forEach(tag -> tags.put(tag.get("key").asText(), tag.get("value").asText()));
    return tags;
  }
}
