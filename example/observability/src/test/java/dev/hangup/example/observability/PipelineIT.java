// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hangup.close.Cause;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way with the real programs: the chat server under the real agent, scraped by
 * Prometheus, which fires at Alertmanager, which calls a webhook. Configuration, rules and
 * dashboard are the very files of this example, only that their time runs faster.
 */
class PipelineIT {

  private static final Duration ALL = Duration.ofMinutes(5);
  private static final int QUIET_EVALUATIONS = 10;

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
  void faultsReachTheWebhookAndNothingElseDoes() throws Exception {
    Program.find("Debian's prometheus", "prometheus");
    Path alertmanagerProgram =
        Program.find("Debian's prometheus-alertmanager", "prometheus-alertmanager", "alertmanager");

    Receiver spans = keep(new Receiver());
    Chat chat = startChat("chat", spans);
    Chat jetty = startChat("chat-jetty", spans);
    Chat tomcat = startChat("chat-tomcat", spans);
    Crowd crowd = keep(new Crowd(chat.address(), 10, true));
    keep(new Crowd(jetty.address(), 2, true));
    keep(new Crowd(tomcat.address(), 2, true));
    Receiver webhook = keep(new Receiver());
    int alertmanager = startAlertmanager(alertmanagerProgram, webhook);
    Prometheus prometheus =
        keep(
            Prometheus.start(
                folder,
                Map.of(
                    "chat:9464", chat.metricsPort(),
                    "chat-jetty:9464", jetty.metricsPort(),
                    "chat-tomcat:9464", tomcat.metricsPort(),
                    "alertmanager:9093", alertmanager)));

    theRestIsQuiet(prometheus);
    provoke(chat.address());
    Crowd.burst(jetty.address(), "/chat/reset", Ending.RESET, 20);
    Crowd.burst(tomcat.address(), "/chat/reset", Ending.RESET, 20);
    alertsArrive(webhook);
    theOtherStacksAreTold(webhook);
    theAlertFiredWhenItsRuleSays(prometheus);
    exemplarsLeadToSpans(prometheus, spans);
    everyPanelHasData(prometheus);
    everyVariableHasValues(prometheus);
    everyStackIsAValue(prometheus);
    theEndOfTheFaultArrives(webhook);
    theDeathOfTheServerArrives(crowd, chat, webhook);
  }

  private Chat startChat(String name, Receiver spans) {
    return keep(
        new Chat(
            name,
            folder.resolve(name + ".log"),
            Map.of(
                "OTEL_METRICS_EXPORTER", "prometheus",
                "OTEL_EXPORTER_PROMETHEUS_PORT", "0",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + spans.port(),
                "OTEL_BSP_SCHEDULE_DELAY", "200")));
  }

  private int startAlertmanager(Path program, Receiver webhook) throws Exception {
    Path configuration =
        Hasty.copy(
            Example.file("alertmanager/alertmanager.yml"),
            folder.resolve("alertmanager.yml"),
            Map.of("receiver:8099", "localhost:" + webhook.port()));
    int port = Program.freePort();
    Path console = folder.resolve("alertmanager.log");
    Program alertmanager =
        keep(
            Program.start(
                console,
                Map.of(),
                program,
                "--config.file=" + configuration,
                "--storage.path=" + folder.resolve("alertmanager"),
                "--web.listen-address=localhost:" + port,
                "--cluster.listen-address="));
    alertmanager.awaitReady(port, "/-/ready");
    return port;
  }

  /** Guests come and go as they should: all rules are asked again and again, and none fires. */
  private static void theRestIsQuiet(Prometheus prometheus) throws Exception {
    Wait.until(
        "closes in the rules",
        () -> prometheus.instant("count_over_time(hangup:closes:before5m[5m])"),
        samples -> !samples.isEmpty() && value(samples.get(0)) >= QUIET_EVALUATIONS);
    assertThat(prometheus.range("ALERTS", ALL)).isEmpty();
  }

  private static void provoke(InetSocketAddress chat) throws Exception {
    Crowd.burst(chat, "/chat/reset", Ending.RESET, 20);
    Crowd.burst(chat, "/chat/oversize", Ending.OVERSIZE, 8);
    Crowd.burst(chat, "/chat/reserved", Ending.RESERVED, 2);
    Crowd.burst(chat, "/chat/utf8", Ending.UTF8, 2);
    Crowd.burst(chat, "/chat/crash", Ending.CRASH, 4);
    Crowd.burst(chat, "/chat/storm", Ending.HANGUP, 90);
    Crowd.burst(chat, "/chat/silent", Ending.SILENT, 8);
    for (int i = 0; i < 3; i++) {
      Crowd.refused(chat, "/chat/refused");
    }
  }

  private static void alertsArrive(Receiver webhook) throws Exception {
    for (List<String> expected :
        List.of(
            List.of("HangupAbnormalClosures", "critical", "/chat/reset", "1006", "peer_reset"),
            List.of("HangupMessagesTooBig", "warning", "/chat/oversize", "1009", "message_too_big"),
            List.of(
                "HangupProtocolViolations", "warning", "/chat/reserved", "1002", "protocol_error"),
            List.of("HangupProtocolViolations", "warning", "/chat/utf8", "1007", "invalid_payload"),
            List.of("HangupInternalErrors", "critical", "/chat/crash", "1011", "internal_error"),
            List.of("HangupReconnectStorm", "critical", "/chat/storm", "", "peer_eof"),
            List.of("HangupPingsUnanswered", "warning", "/chat/silent", "", "ping_timeout"))) {
      arrives(
          webhook,
          expected.get(0),
          expected.get(2),
          expected.get(1),
          expected.get(3),
          expected.get(4));
    }
    TreeSet<String> routes = new TreeSet<>();
    for (JsonNode alert : alerts(webhook, "firing")) {
      routes.add(alert.at("/labels/http_route").asText());
    }
    assertThat(routes)
        .as("no alert about those who behaved")
        .doesNotContain("/chat/lobby", "/chat/{id}");
  }

  /** Where the server knows the endpoint's template, that is the route. */
  private static void theOtherStacksAreTold(Receiver webhook) {
    for (String stack : List.of("jetty", "tomcat")) {
      JsonNode labels =
          await(webhook, "firing", "HangupAbnormalClosures", "websocket_stack", stack)
              .get("labels");
      assertThat(labels.get("http_route").asText()).as(stack).isEqualTo("/chat/{room}");
      assertThat(labels.get("job").asText()).as(stack).isEqualTo("chat-" + stack);
      assertThat(labels.get("websocket_close_cause").asText()).as(stack).isEqualTo("peer_reset");
    }
  }

  private static void arrives(
      Receiver webhook, String name, String route, String severity, String code, String cause) {
    JsonNode alert = await(webhook, "firing", name, "http_route", route);
    JsonNode labels = alert.get("labels");
    assertThat(labels.get("severity").asText()).as(name).isEqualTo(severity);
    assertThat(labels.get("job").asText()).as(name).isEqualTo("chat");
    assertThat(labels.get("websocket_stack").asText()).as(name).isEqualTo("netty");
    assertThat(labels.get("websocket_role").asText()).as(name).isEqualTo("server");
    assertThat(labels.path("websocket_close_code").asText()).as(name).isEqualTo(code);
    assertThat(labels.get("websocket_close_cause").asText()).as(name).isEqualTo(cause);
    JsonNode annotations = alert.get("annotations");
    assertThat(annotations.get("summary").asText()).as(name).contains(route, "netty", "server");
    assertThat(annotations.get("description").asText()).as(name).contains(route, cause);
    assertThat(annotations.get("remediation").asText())
        .as(name)
        .contains(new Runbooks().remedy(Cause.valueOf(cause.toUpperCase(Locale.ROOT))));
    String runbook = annotations.get("runbook_url").asText();
    assertThat(runbook).as(name).startsWith("http://localhost:8090/");
    assertThat(Example.file("runbooks/" + runbook.substring(22).replaceFirst("#.*", "")))
        .as(name)
        .isRegularFile();
  }

  /**
   * By the samples Prometheus kept, so that a slow machine changes nothing: pending once the rules
   * have seen the closes, firing at the first evaluation that is not before the end of its {@code
   * for}.
   */
  private static void theAlertFiredWhenItsRuleSays(Prometheus prometheus) throws Exception {
    String reset = "alertname=\"HangupAbnormalClosures\", http_route=\"/chat/reset\"";
    List<Double> pending =
        times(prometheus.instant("ALERTS{" + reset + ", alertstate=\"pending\"}[5m]"));
    List<Double> firing =
        times(prometheus.instant("ALERTS{" + reset + ", alertstate=\"firing\"}[5m]"));
    List<Double> condition =
        times(
            prometheus.instant(
                "hangup:closes:increase5m{http_route=\"/chat/reset\", websocket_close_code=\"1006\"}[5m]"));
    double patience = 60.0 / Hasty.TIMES;
    assertThat(pending.get(0)).isGreaterThanOrEqualTo(condition.get(0));
    assertThat(firing.get(0) - pending.get(0)).isGreaterThanOrEqualTo(patience);
    assertThat(pending.get(pending.size() - 1) - pending.get(0)).isLessThan(patience);
  }

  private static List<Double> times(JsonNode result) {
    List<Double> times = new ArrayList<>();
    result.get(0).get("values").forEach(sample -> times.add(sample.get(0).asDouble()));
    return times;
  }

  private static void exemplarsLeadToSpans(Prometheus prometheus, Receiver spans) throws Exception {
    JsonNode found =
        Wait.until(
            "exemplars of 1006",
            () -> prometheus.exemplars("websocket_closes_total{websocket_close_code=\"1006\"}"),
            answer -> !answer.isEmpty());
    JsonNode exemplar = found.get(0).get("exemplars").get(0);
    String trace = exemplar.at("/labels/trace_id").asText();
    assertThat(trace).matches("[0-9a-f]{32}");
    assertThat(exemplar.at("/labels/span_id").asText()).matches("[0-9a-f]{16}");
    byte[] id = HexFormat.of().parseHex(trace);
    Wait.until(
        "the span of the exemplar",
        () -> spans.posted().stream().anyMatch(body -> contains(body, id)),
        seen -> seen);
  }

  private static boolean contains(byte[] body, byte[] part) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    return text.contains(new String(part, StandardCharsets.ISO_8859_1));
  }

  private static void everyPanelHasData(Prometheus prometheus) {
    new Dashboard()
        .queries("4", "5m")
        .forEach(
            (panel, query) ->
                Wait.until(
                    "data in panel " + panel + ": " + query,
                    () -> prometheus.range(query, ALL),
                    PipelineIT::hasNumbers));
  }

  private static boolean hasNumbers(JsonNode result) {
    for (JsonNode series : result) {
      for (JsonNode sample : series.get("values")) {
        double value = Double.parseDouble(sample.get(1).asText());
        if (!Double.isNaN(value) && value > 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static void everyVariableHasValues(Prometheus prometheus) throws Exception {
    for (Map.Entry<String, String> variable : new Dashboard().variables().entrySet()) {
      assertThat(prometheus.labelValues(variable.getKey(), variable.getValue()))
          .as(variable.getKey())
          .isNotEmpty();
    }
  }

  private static void everyStackIsAValue(Prometheus prometheus) throws Exception {
    assertThat(prometheus.labelValues("websocket_stack", "websocket_active_connections").toString())
        .contains("netty", "jetty", "tomcat");
  }

  private static void theEndOfTheFaultArrives(Receiver webhook) {
    await(webhook, "resolved", "HangupAbnormalClosures", "http_route", "/chat/reset");
  }

  private static void theDeathOfTheServerArrives(Crowd crowd, Chat chat, Receiver webhook) {
    crowd.close();
    chat.kill();
    JsonNode alert = await(webhook, "firing", "HangupTelemetrySilent", "job", "chat");
    assertThat(alert.at("/labels/websocket_stack").asText()).isEqualTo("netty");
    assertThat(alert.at("/labels/severity").asText()).isEqualTo("warning");
  }

  private static JsonNode await(
      Receiver webhook, String status, String name, String label, String value) {
    return Wait.until(
        name + " " + status + " with " + label + " " + value,
        () ->
            alerts(webhook, status).stream()
                .filter(alert -> alert.at("/labels/alertname").asText().equals(name))
                .filter(alert -> alert.at("/labels/" + label).asText().equals(value))
                .findFirst()
                .orElse(null),
        alert -> alert != null);
  }

  private static List<JsonNode> alerts(Receiver webhook, String status) {
    List<JsonNode> alerts = new ArrayList<>();
    for (byte[] body : webhook.posted()) {
      for (JsonNode alert : Example.json(new String(body, StandardCharsets.UTF_8)).get("alerts")) {
        if (alert.get("status").asText().equals(status)) {
          alerts.add(alert);
        }
      }
    }
    return alerts;
  }

  private static double value(JsonNode sample) {
    return Double.parseDouble(sample.get("value").get(1).asText());
  }
}
