// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real Alertmanager, told of alerts as Prometheus tells it: what people get to read. */
class AlertmanagerIT {

  @TempDir Path folder;

  @Test
  void manyRoutesWithOneCauseAreOneNotificationAndEnvironmentsAreNot() throws Exception {
    List<Map<String, String>> alerts = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      alerts.add(alert("HangupAbnormalClosures", "critical", "production", "/room/" + i));
      // The same as a warning, which the critical one holds back.
      alerts.add(alert("HangupAbnormalClosures", "warning", "production", "/room/" + i));
    }
    alerts.add(alert("HangupLossesCreepUp", "warning", "production", "/room/1"));
    alerts.add(alert("HangupAbnormalClosures", "warning", "staging", "/room/1"));
    Receiver webhook = new Receiver();
    try (webhook;
        Alertmanager alertmanager = Alertmanager.start(folder, webhook)) {
      alertmanager.tell(alerts);
      // Whatever is held back would have come by then: staging's group waits as long as all others.
      Wait.until("two messages", () -> messages(webhook), all -> all.size() >= 2);
      List<JsonNode> messages = messages(webhook);
      assertThat(messages).hasSize(2);
      for (JsonNode message : messages) {
        boolean production = message.at("/groupLabels/namespace").asText().equals("production");
        assertThat(message.get("alerts")).hasSize(production ? 30 : 1);
        assertThat(message.at("/groupLabels/severity").asText())
            .isEqualTo(production ? "critical" : "warning");
        assertThat(message.at("/groupLabels/alertname").asText())
            .isEqualTo("HangupAbnormalClosures");
      }
    }
  }

  private static Map<String, String> alert(
      String name, String severity, String namespace, String route) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("alertname", name);
    labels.put("severity", severity);
    labels.put("namespace", namespace);
    labels.put("job", "chat");
    labels.put("websocket_role", "server");
    labels.put("websocket_stack", "netty");
    labels.put("http_route", route);
    labels.put("websocket_close_cause", "peer_reset");
    return labels;
  }

  private static List<JsonNode> messages(Receiver webhook) {
    return webhook.posted().stream()
        .map(body -> Example.json(new String(body, StandardCharsets.UTF_8)))
        .toList();
  }
}
