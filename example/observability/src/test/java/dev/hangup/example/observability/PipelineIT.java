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
import java.util.Set;
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

  /** Of metrics that come with later agents, and of what does not happen here; they are asked. */
  private static final Set<String> MAY_BE_EMPTY =
      Set.of(
          "Overdue A",
          "Stalls A",
          "Bytes waiting to be sent A",
          "Longest silence and greatest age A",
          "Longest silence and greatest age B",
          "Spans held back A",
          "Series that were too many A");

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

    Receiver webhook = keep(new Receiver());
    Alertmanager alertmanager = keep(Alertmanager.start(folder, webhook));

    Receiver spans = keep(new Receiver());
    Chat chat = startChat("chat", spans);
    Chat jetty = startChat("chat-jetty", spans);
    Chat tomcat = startChat("chat-tomcat", spans);
    Crowd crowd = keep(new Crowd(chat.address(), 10, true));
    keep(new Crowd(jetty.address(), 2, true));
    keep(new Crowd(tomcat.address(), 2, true));
    Prometheus prometheus =
        keep(
            Prometheus.start(
                folder,
                Map.of(
                    "chat:9464", chat.metricsPort(),
                    "chat-jetty:9464", jetty.metricsPort(),
                    "chat-tomcat:9464", tomcat.metricsPort(),
                    "alertmanager:9093", alertmanager.port())));

    theRestIsQuiet(prometheus);
    provoke(chat.address());
    Crowd.oneByOne(jetty.address(), "/chat/reset", Ending.RESET, 20);
    Crowd.oneByOne(tomcat.address(), "/chat/reset", Ending.RESET, 20);
    alertsArrive(webhook);
    oneCauseOnManyRoutesIsOneNotification(webhook);
    theOtherStacksAreTold(webhook);
    theAlertFiredWhenItsRuleSays(prometheus);
    aStormArrives(chat.address(), webhook);
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
                // The receiver looks for ids of spans, which log records have too.
                "OTEL_LOGS_EXPORTER", "none",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + spans.port(),
                "OTEL_BSP_SCHEDULE_DELAY", "200")));
  }

  /** Guests come and go as they should: all rules are asked again and again, and none fires. */
  private static void theRestIsQuiet(Prometheus prometheus) throws Exception {
    Wait.until(
        "closes in the rules",
        () -> prometheus.instant("count_over_time(hangup:ends:increase5m{level=\"service\"}[5m])"),
        samples -> !samples.isEmpty() && value(samples.get(0)) >= QUIET_EVALUATIONS);
    // One scrape that a busy machine missed makes silence pending, and no more than that.
    assertThat(
            prometheus.range(
                "ALERTS{alertname!=\"HangupTelemetrySilent\"} or ALERTS{alertstate=\"firing\"}",
                ALL))
        .isEmpty();
  }

  private static void provoke(InetSocketAddress chat) throws Exception {
    Crowd.oneByOne(chat, "/chat/reset", Ending.RESET, 40);
    Crowd.burst(chat, "/chat/oversize", Ending.OVERSIZE, 8);
    Crowd.burst(chat, "/chat/reserved", Ending.RESERVED, 2);
    for (String room : List.of("red", "green", "blue", "white", "black", "grey")) {
      Crowd.burst(chat, "/chat/" + room, Ending.UTF8, 1);
    }
    Crowd.burst(chat, "/chat/crash", Ending.CRASH, 4);
    Crowd.burst(chat, "/chat/silent", Ending.SILENT, 8);
    for (int i = 0; i < 3; i++) {
      Crowd.refused(chat, "/chat/refused");
    }
  }

  private static void alertsArrive(Receiver webhook) throws Exception {
    for (List<String> expected :
        List.of(
            List.of("HangupAbnormalClosures", "critical", "/chat/reset", "1006", "peer_reset"),
            List.of("HangupMessagesTooBig", "warning", "/chat/oversize", "", "message_too_big"),
            List.of("HangupProtocolViolations", "info", "/chat/reserved", "", "protocol_error"),
            List.of("HangupProtocolViolations", "info", "", "", "invalid_payload"),
            List.of("HangupInternalErrors", "warning", "/chat/crash", "", "internal_error"),
            List.of("HangupPingsUnanswered", "warning", "/chat/silent", "", "ping_timeout"))) {
      arrives(webhook, expected);
    }
    TreeSet<String> routes = new TreeSet<>();
    for (JsonNode alert : alerts(webhook, "firing")) {
      routes.add(alert.at("/labels/http_route").asText());
    }
    assertThat(routes)
        .as("no alert about those who behaved")
        .doesNotContain("/chat/lobby", "/chat/{id}");
  }

  /** One text that is not UTF-8 in each of six rooms is one alert, and so one notification. */
  private static void oneCauseOnManyRoutesIsOneNotification(Receiver webhook) {
    List<JsonNode> about = new ArrayList<>();
    for (JsonNode message : messages(webhook)) {
      for (JsonNode alert : message.get("alerts")) {
        if (alert.at("/labels/websocket_close_cause").asText().equals("invalid_payload")
            && message.get("status").asText().equals("firing")) {
          about.add(alert);
        }
      }
    }
    assertThat(about).hasSize(1);
    assertThat(about.get(0).at("/annotations/summary").asText()).contains("several routes");
    assertThat(about.get(0).at("/annotations/description").asText()).contains("Most on /chat/");
  }

  /** Those who lost their connections come back, all at once. */
  private static void aStormArrives(InetSocketAddress chat, Receiver webhook) throws Exception {
    Crowd.burst(chat, "/chat/storm", Ending.HANGUP, 90);
    arrives(
        webhook, List.of("HangupReconnectStorm", "critical", "/chat/storm", "", "peer_restart"));
  }

  /** Where the server knows the endpoint's template, that is the route. */
  private static void theOtherStacksAreTold(Receiver webhook) {
    for (String stack : List.of("jetty", "tomcat")) {
      JsonNode labels =
          await(webhook, "firing", "HangupAbnormalClosures", Map.of("websocket_stack", stack))
              .get("labels");
      assertThat(labels.get("http_route").asText()).as(stack).isEqualTo("/chat/{room}");
      assertThat(labels.get("job").asText()).as(stack).isEqualTo("chat-" + stack);
      assertThat(labels.get("websocket_close_cause").asText()).as(stack).isEqualTo("peer_reset");
    }
  }

  /**
   * @param expected name, severity, route, code and cause; no route where it is about several
   */
  private static void arrives(Receiver webhook, List<String> expected) {
    String name = expected.get(0);
    String route = expected.get(2);
    String cause = expected.get(4);
    JsonNode alert =
        await(
            webhook,
            "firing",
            name,
            Map.of(
                "severity", expected.get(1),
                "http_route", route,
                "websocket_close_cause", cause));
    JsonNode labels = alert.get("labels");
    assertThat(labels.get("job").asText()).as(name).isEqualTo("chat");
    assertThat(labels.get("websocket_stack").asText()).as(name).isEqualTo("netty");
    assertThat(labels.get("websocket_role").asText()).as(name).isEqualTo("server");
    assertThat(labels.path("websocket_close_code").asText()).as(name).isEqualTo(expected.get(3));
    JsonNode annotations = alert.get("annotations");
    assertThat(annotations.get("summary").asText()).as(name).contains(route, "netty", "server");
    assertThat(annotations.get("description").asText()).as(name).contains(route, cause);
    assertThat(annotations.get("remediation").asText())
        .as(name)
        .contains(new Runbooks().remedy(Cause.valueOf(cause.toUpperCase(Locale.ROOT))));
    String runbook = annotations.get("runbook_url").asText();
    assertThat(runbook).as(name).startsWith("http://localhost:8090/");
    assertThat(Example.file("runbooks/html/" + runbook.substring(22).replaceFirst("#.*", "")))
        .as(name)
        .isRegularFile();
  }

  /**
   * By the samples Prometheus kept, so that a slow machine changes nothing: pending once the rules
   * have seen the closes, firing at the first evaluation that is not before the end of its {@code
   * for}.
   */
  private static void theAlertFiredWhenItsRuleSays(Prometheus prometheus) throws Exception {
    String reset =
        "alertname=\"HangupAbnormalClosures\", http_route=\"/chat/reset\", severity=\"critical\"";
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
                    result -> hasNumbers(result) || MAY_BE_EMPTY.contains(panel)));
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
      JsonNode values = prometheus.labelValues(variable.getKey(), variable.getValue());
      // Those two come with Kubernetes.
      if (!Set.of("namespace", "pod").contains(variable.getKey())) {
        assertThat(values).as(variable.getKey()).isNotEmpty();
      }
    }
  }

  private static void everyStackIsAValue(Prometheus prometheus) throws Exception {
    assertThat(prometheus.labelValues("websocket_stack", "websocket_active_connections").toString())
        .contains("netty", "jetty", "tomcat");
  }

  private static void theEndOfTheFaultArrives(Receiver webhook) {
    await(webhook, "resolved", "HangupAbnormalClosures", Map.of("http_route", "/chat/reset"));
  }

  private static void theDeathOfTheServerArrives(Crowd crowd, Chat chat, Receiver webhook) {
    crowd.close();
    chat.kill();
    JsonNode alert = await(webhook, "firing", "HangupTelemetrySilent", Map.of("job", "chat"));
    assertThat(alert.at("/labels/websocket_stack").asText()).isEqualTo("netty");
    assertThat(alert.at("/labels/severity").asText()).isEqualTo("warning");
  }

  private static JsonNode await(
      Receiver webhook, String status, String name, Map<String, String> labels) {
    return Wait.until(
        name + " " + status + " with " + labels,
        () ->
            alerts(webhook, status).stream()
                .filter(alert -> alert.at("/labels/alertname").asText().equals(name))
                .filter(
                    alert ->
                        labels.entrySet().stream()
                            .allMatch(
                                label ->
                                    alert
                                        .at("/labels/" + label.getKey())
                                        .asText()
                                        .equals(label.getValue())))
                .findFirst()
                .orElse(null),
        alert -> alert != null);
  }

  private static List<JsonNode> alerts(Receiver webhook, String status) {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode message : messages(webhook)) {
      for (JsonNode alert : message.get("alerts")) {
        if (alert.get("status").asText().equals(status)) {
          alerts.add(alert);
        }
      }
    }
    return alerts;
  }

  private static List<JsonNode> messages(Receiver webhook) {
    return webhook.posted().stream()
        .map(body -> Example.json(new String(body, StandardCharsets.UTF_8)))
        .toList();
  }

  private static double value(JsonNode sample) {
    return Double.parseDouble(sample.get("value").get(1).asText());
  }
}
