// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sets up the way out wrongly is told in one line which setting to change. */
class BadSetupsIT {

  @TempDir Path folder;

  @Test
  void nobodyListens() {
    String line =
        told(
            "cannot connect",
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + Program.freePort()));
    assertThat(line).contains("otel.exporter.otlp", "endpoint");
  }

  @Test
  void aWebServerListensThatIsNoCollector() throws Exception {
    try (Chat web = new Chat(folder.resolve("web.log"), Map.of("HANGUP_ENABLED", "false"))) {
      String line =
          told(
              "answers 404",
              Map.of(
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  "http://localhost:" + web.address().getPort(),
                  // Each signal has a path of its own, and so a line of its own.
                  "OTEL_METRICS_EXPORTER",
                  "none"));
      assertThat(line).contains("set otel.exporter.otlp");
    }
  }

  @Test
  void aGrpcServerListens() throws Exception {
    try (ServerSocket grpc = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerHttp2(grpc), "http2");
      server.setDaemon(true);
      server.start();
      String line =
          told(
              "gRPC",
              Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + grpc.getLocalPort()));
      assertThat(line).contains("set otel.exporter.otlp", "4318");
    }
  }

  /** A server that speaks HTTP/2 only begins with its settings, whatever it is asked. */
  private static void answerHttp2(ServerSocket server) {
    byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    while (!server.isClosed()) {
      try (var client = server.accept()) {
        client.getOutputStream().write(settings);
        client.getOutputStream().flush();
        client.getInputStream().readNBytes(1);
      } catch (java.io.IOException e) {
        // the next one, while there is a server
      }
    }
  }

  @Test
  void theCollectorDoesNotAnswer() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String line =
          told(
              "no answer",
              Map.of(
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  "http://localhost:" + deaf.getLocalPort(),
                  "OTEL_EXPORTER_OTLP_TIMEOUT",
                  "500"));
      assertThat(line).contains("otel.exporter.otlp.timeout");
    }
  }

  @Test
  void grpcIsAskedFor() {
    String line = told("grpc", Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));
    assertThat(line).contains("otel.exporter.otlp", "http/protobuf");
  }

  @Test
  void thePortOfTheMetricsIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
      String line =
          told(
              "no Prometheus endpoint",
              Map.of(
                  "OTEL_METRICS_EXPORTER",
                  "prometheus",
                  "OTEL_EXPORTER_PROMETHEUS_PORT",
                  String.valueOf(taken.getLocalPort())));
      assertThat(line).contains("otel.exporter.prometheus.port");
    }
  }

  /** The one line of the agent that has these words; the server goes on as if nothing was wrong. */
  private String told(String words, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "100");
    environment.put("OTEL_METRIC_EXPORT_INTERVAL", "100");
    try (Chat chat = new Chat(folder.resolve("chat.log"), environment)) {
      Crowd.burst(chat.address(), "/chat/lobby", Ending.NORMAL, 2);
      List<String> lines =
          Wait.until("a line with " + words, () -> lines(chat, words), found -> !found.isEmpty());
      Crowd.burst(chat.address(), "/chat/lobby", Ending.NORMAL, 2);
      assertThat(lines).hasSize(1);
      chat.kill();
      return lines.get(0);
    } catch (java.io.IOException e) {
      throw new AssertionError("the server must not mind", e);
    }
  }

  private static List<String> lines(Chat chat, String words) {
    return chat.said()
        .lines()
        .filter(line -> line.startsWith("hangup: ") && line.contains(words))
        .toList();
  }
}
