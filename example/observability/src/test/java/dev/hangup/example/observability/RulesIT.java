// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RulesIT {

  private static final Path ALERTS = Example.file("prometheus/rules/hangup-alerts.yml");
  private static final Path TABLE = Example.file("prometheus/tests/scenarios.txt");
  private static final Path WORDS = Example.file("prometheus/tests/hangup-alerts-test.yml");
  private static final List<String> RULES = List.of("thresholds", "recording", "alerts");

  @TempDir Path folder;

  @Test
  void prometheusTakesConfigurationAndRules() throws Exception {
    for (Path promtool : promtools()) {
      run(promtool, "check", "config", Example.file("prometheus/prometheus.yml"));
    }
  }

  /** Hours of many scenarios: as many programs as there are processors share them. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void everyScenarioEndsAsTheTableSays() throws Exception {
    List<String> rules =
        RULES.stream()
            .map(name -> Example.file("prometheus/rules/hangup-" + name + ".yml").toString())
            .toList();
    List<Scenarios.Scenario> scenarios = table();
    int parts = Math.max(1, Runtime.getRuntime().availableProcessors());
    for (Path promtool : promtools()) {
      List<Program> programs = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        List<Scenarios.Scenario> mine = new ArrayList<>();
        for (int i = part; i < scenarios.size(); i += parts) {
          mine.add(scenarios.get(i));
        }
        Path test = folder.resolve(promtool.getFileName() + "-" + part + ".yml");
        Files.writeString(test, Scenarios.promtool(mine, rules));
        Path console = folder.resolve(promtool.getFileName() + "-" + part + ".log");
        programs.add(Program.start(console, Map.of(), promtool, "test", "rules", test));
      }
      try {
        for (Program program : programs) {
          assertThat(program.exit()).as(program.said()).isZero();
        }
      } finally {
        programs.forEach(Program::close);
      }
    }
  }

  @Test
  void theWordsOfAlertsAreFilledIn() throws Exception {
    for (Path promtool : promtools()) {
      run(promtool, "test", "rules", WORDS);
    }
  }

  @Test
  void alertmanagerTakesItsConfiguration() throws Exception {
    Path amtool = Program.find("Debian's prometheus-alertmanager", "amtool");
    Program.Result result =
        Program.run(Example.file("."), amtool, "check-config", "alertmanager/alertmanager.yml");
    assertThat(result.exit()).as(result.said()).isZero();
  }

  /** What the table leaves out because Alertmanager holds it back is held back by its file. */
  @Test
  void theTableKnowsWhatAlertmanagerHoldsBack() {
    JsonNode inhibitions =
        Example.yaml(Example.file("alertmanager/alertmanager.yml")).get(0).get("inhibit_rules");
    assertThat(inhibitions.get(3).at("/source_matchers/0").asText())
        .isEqualTo("alertname=~\"" + Scenarios.MORE_PARTICULAR + "\"");
    for (int severity = 0; severity < 2; severity++) {
      List<String> equal = new ArrayList<>();
      inhibitions.get(severity).get("equal").forEach(label -> equal.add(label.asText()));
      assertThat(equal).containsExactlyInAnyOrder(Scenarios.SAME.split(", ", -1));
    }
  }

  /** An alert somebody adds without a test must not get by. */
  @Test
  void everyAlertFiresInOneScenarioAndIsQuietInAnother() throws Exception {
    Map<String, Integer> fires = new TreeMap<>();
    List<Scenarios.Scenario> table = table();
    for (Scenarios.Scenario scenario : table) {
      Set<String> told = new TreeSet<>();
      scenario
          .expectations()
          .values()
          .forEach(alerts -> alerts.forEach(alert -> told.add(alert.replaceFirst(" .*", ""))));
      told.forEach(alert -> fires.merge(alert, 1, Integer::sum));
    }
    Set<String> names = new TreeSet<>();
    alerts().forEach(alert -> names.add(alert.get("alert").asText()));
    assertThat(fires.keySet()).isEqualTo(names);
    assertThat(fires.values()).allMatch(times -> times < table.size());
  }

  @Test
  void everyAlertNamesRouteStackCauseRemedyAndRunbook() throws IOException {
    List<String> sections = RunbooksTest.sections(Example.file("runbooks/alerts.md"));
    for (JsonNode alert : alerts()) {
      String name = alert.get("alert").asText();
      JsonNode annotations = alert.get("annotations");
      String words = annotations.get("summary").asText() + annotations.get("description").asText();
      assertThat(words).as(name).containsPattern("http_route|[Aa]ll routes");
      assertThat(words).as(name).contains("websocket_stack");
      assertThat(words).as(name).containsPattern("[Cc]ause");
      assertThat(annotations.get("remediation").asText()).as(name).isNotBlank();
      assertThat(annotations.get("runbook_url").asText())
          .as(name)
          .containsPattern("/alerts.html#" + name.toLowerCase(Locale.ROOT) + "(\\{\\{ end }})?$");
      assertThat(sections).contains(name.toLowerCase(Locale.ROOT));
    }
  }

  /** Staging and production stay apart, and so do clusters: in every sum and every comparison. */
  @Test
  void noRuleForgetsTheEnvironment() throws IOException {
    for (String rules : List.of("recording", "alerts")) {
      String text = Files.readString(Example.file("prometheus/rules/hangup-" + rules + ".yml"));
      Matcher list = Pattern.compile("\\b(by|on) \\((?<labels>[^)]*)\\)").matcher(text);
      while (list.find()) {
        String labels = list.group("labels");
        if (labels.contains("websocket_role") || labels.contains("instance")) {
          assertThat(labels).startsWith(RecordingRules.scope());
        } else {
          assertThat(labels)
              .isIn("job", "kind, websocket_close_cause", "http_route", RecordingRules.scope());
        }
      }
    }
  }

  private static List<Scenarios.Scenario> table() throws IOException {
    return Scenarios.read(Files.readAllLines(TABLE));
  }

  private static List<JsonNode> alerts() {
    List<JsonNode> alerts = new ArrayList<>();
    Example.yaml(ALERTS).get(0).get("groups").forEach(g -> g.get("rules").forEach(alerts::add));
    assertThat(alerts).hasSizeGreaterThanOrEqualTo(20);
    return alerts;
  }

  /** Debian's Prometheus 2, and Prometheus 3 where {@code tools/build} has made one. */
  private static List<Path> promtools() {
    List<Path> promtools = new ArrayList<>();
    promtools.add(Program.find("Debian's prometheus", "promtool"));
    Program.look("promtool3").ifPresent(promtools::add);
    return promtools;
  }

  private static void run(Path promtool, Object... arguments)
      throws IOException, InterruptedException {
    List<Object> command = new ArrayList<>();
    command.add(promtool);
    command.addAll(List.of(arguments));
    Program.Result result = Program.run(Example.file("."), command.toArray());
    assertThat(result.exit()).as(result.said()).isZero();
  }
}
