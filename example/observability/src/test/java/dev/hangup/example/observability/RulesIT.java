// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RulesIT {

  private static final Path ALERTS = Example.file("prometheus/rules/hangup-alerts.yml");
  private static final Path TESTS = Example.file("prometheus/tests/hangup-alerts-test.yml");

  @Test
  void prometheusTakesConfigurationAndRules() throws Exception {
    run("check", "config", Example.file("prometheus/prometheus.yml"));
  }

  @Test
  void everyAlertFiresWhenItShouldAndIsQuietElse() throws Exception {
    run("test", "rules", TESTS);
  }

  @Test
  void alertmanagerTakesItsConfiguration() throws Exception {
    Path amtool = Program.find("Debian's prometheus-alertmanager", "amtool");
    Program.Result result =
        Program.run(Example.file("."), amtool, "check-config", "alertmanager/alertmanager.yml");
    assertThat(result.exit()).as(result.said()).isZero();
  }

  /** An alert somebody adds without a test must not get by. */
  @Test
  void everyAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() {
    Map<String, List<Boolean>> tested = new TreeMap<>();
    for (JsonNode test : Example.yaml(TESTS).get(0).get("tests")) {
      for (JsonNode alert : test.path("alert_rule_test")) {
        tested
            .computeIfAbsent(alert.get("alertname").asText(), name -> new ArrayList<>())
            .add(!alert.get("exp_alerts").isEmpty());
      }
    }
    for (JsonNode alert : alerts()) {
      assertThat(tested.get(alert.get("alert").asText()))
          .as(alert.get("alert").asText())
          .contains(true, false);
    }
  }

  @Test
  void everyAlertNamesRouteStackCauseRemedyAndRunbook() throws IOException {
    for (JsonNode alert : alerts()) {
      String name = alert.get("alert").asText();
      JsonNode annotations = alert.get("annotations");
      String words = annotations.get("summary").asText() + annotations.get("description").asText();
      assertThat(words).as(name).containsPattern("http_route|All routes");
      assertThat(words).as(name).contains("websocket_stack");
      assertThat(words).as(name).containsPattern("cause ?\\{\\{ |[Cc]ause");
      assertThat(annotations.get("remediation").asText()).as(name).isNotBlank();
      String runbook = annotations.get("runbook_url").asText();
      if (runbook.contains("/alerts.md#")) {
        assertThat(RunbooksTest.sections(Example.file("runbooks/alerts.md")))
            .as(name)
            .contains(runbook.replaceFirst(".*#", ""));
      } else {
        assertThat(runbook).as(name).endsWith(".md#how-to-fix-it");
      }
    }
  }

  private static List<JsonNode> alerts() {
    List<JsonNode> alerts = new ArrayList<>();
    Example.yaml(ALERTS).get(0).get("groups").forEach(g -> g.get("rules").forEach(alerts::add));
    assertThat(alerts).hasSizeGreaterThanOrEqualTo(8);
    return alerts;
  }

  private static void run(Object... arguments) throws IOException, InterruptedException {
    List<Object> command = new ArrayList<>();
    command.add(Program.find("Debian's prometheus", "promtool"));
    command.addAll(List.of(arguments));
    Program.Result result = Program.run(Example.file("."), command.toArray());
    assertThat(result.exit()).as(result.said()).isZero();
  }
}
