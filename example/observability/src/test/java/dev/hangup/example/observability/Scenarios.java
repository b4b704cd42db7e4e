// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table of scenarios, {@code prometheus/tests/scenarios.txt}, as a test for promtool: rows of
 * time series in plain numbers per minute, and which alerts fire at which minutes. That file says
 * how it is read.
 */
final class Scenarios {

  private static final String ONE =
      "cluster, environment, namespace, job, websocket_role, websocket_stack";
  static final String SAME =
      "alertname, " + ONE + ", http_route, websocket_close_cause, websocket_close_code";

  static final String MORE_PARTICULAR =
      "HangupAbnormalClosures|HangupPingsUnanswered|HangupPeersUnreachable|HangupPeerRestarts"
          + "|HangupLocalStalls|HangupSlowConsumers|HangupHeartbeatsLost|HangupIdleDrops|HangupMaxAge";

  /** What reaches people: the alerts that fire, less what alertmanager.yml holds back. */
  private static final String TOLD =
      """
      count by (alertname, severity, namespace, http_route, websocket_close_cause, websocket_close_code,
          websocket_overdue, instance) (
        (
          <F>severity="critical"}
            or
          <F>severity="warning"} unless on (<SAME>) <F>severity="critical"}
            or
          <F>severity="info"} unless on (<SAME>) <F>severity=~"critical|warning"}
        )
          unless on (<SAME>)
        (
          <F>alertname=~"HangupLossesCreepUp|HangupMostEndsAbnormal"}
              and on (<ONE>)
          <F>alertname=~"<MORE>"}
        )
      )
      """
          .replace("<F>", "ALERTS{alertstate=\"firing\", ")
          .replace("<SAME>", SAME)
          .replace("<ONE>", ONE)
          .replace("<MORE>", MORE_PARTICULAR)
          .replaceAll("\\s+", " ")
          .strip();

  /**
   * @param name what happens
   * @param rows the values of each series
   * @param expectations the alerts, by the minute they fire at
   */
  record Scenario(
      String name, TreeMap<String, String> rows, TreeMap<Integer, List<String>> expectations) {}

  private Scenarios() {}

  static List<Scenario> read(List<String> lines) {
    List<Scenario> scenarios = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("== ")) {
        scenarios.add(new Scenario(line.substring(3), new TreeMap<>(), new TreeMap<>()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        add(line, scenarios.get(scenarios.size() - 1));
      }
    }
    return scenarios;
  }

  private static void add(String line, Scenario scenario) {
    int colon = line.indexOf(" : ");
    String row = line.substring(0, colon).trim();
    String values = line.substring(colon + 3).trim();
    if (!row.startsWith("at ")) {
      if (scenario.rows().put(row, values) != null) {
        throw new IllegalArgumentException("twice: " + line);
      }
      return;
    }
    List<String> alerts = values.equals("quiet") ? List.of() : List.of(values.split(" *; *", -1));
    for (String minute : row.substring(3).split(" +", -1)) {
      scenario.expectations().put(Integer.parseInt(minute), alerts);
    }
  }

  /** A file for {@code promtool test rules}. */
  static String promtool(List<Scenario> scenarios, List<String> ruleFiles) {
    StringBuilder test = new StringBuilder("evaluation_interval: 2m\nrule_files:\n");
    ruleFiles.forEach(file -> test.append("  - ").append(file).append('\n'));
    test.append("group_eval_order:\n")
        .append("  [hangup-thresholds, hangup-recording, hangup-usual, hangup-alerts]\ntests:\n");
    scenarios.forEach(scenario -> write(scenario, test));
    return test.toString();
  }

  private static void write(Scenario scenario, StringBuilder test) {
    int end = scenario.expectations().lastKey();
    test.append("  - name: '")
        .append(scenario.name().replace("'", "''"))
        .append("'\n    interval: 1m\n");
    test.append("    input_series:\n");
    TreeSet<String> targets = new TreeSet<>();
    scenario
        .rows()
        .forEach(
            (row, values) -> {
              String[] words = row.split(" +", -1);
              Map<String, String> labels = labels(words);
              targets.add(printed(labels, "cluster", "instance", "job", "namespace", "pod"));
              series(test, metric(words[0]) + printed(labels), samples(words[0], values));
            });
    if (scenario.rows().keySet().stream().noneMatch(row -> row.startsWith("up "))) {
      targets.forEach(target -> series(test, "up" + target, "1+0x" + end));
    }
    test.append("    promql_expr_test:\n");
    scenario
        .expectations()
        .forEach((minute, alerts) -> expect(test, scenario.name(), minute, alerts));
  }

  private static void series(StringBuilder test, String name, String values) {
    test.append("      - series: '").append(name).append("'\n");
    test.append("        values: '").append(values).append("'\n");
  }

  private static void expect(StringBuilder test, String name, int minute, List<String> alerts) {
    // The comment is what promtool says when it fails.
    test.append("      - expr: |-\n          # ").append(name).append("\n          ");
    test.append(TOLD)
        .append("\n        eval_time: ")
        .append(minute)
        .append("m\n        exp_samples:");
    test.append(alerts.isEmpty() ? " []\n" : "\n");
    for (String alert : alerts) {
      String[] words = alert.split(" +", -1);
      Map<String, String> labels = named(words, 2);
      labels.put("alertname", words[0]);
      labels.put("severity", words[1]);
      test.append("          - labels: '").append(printed(labels)).append("'\n");
      test.append("            value: 1\n");
    }
  }

  private static String metric(String kind) {
    return switch (kind) {
      case "closes" -> "websocket_closes_total";
      case "handshakes" -> "websocket_handshakes_total";
      case "open" -> "websocket_active_connections";
      default -> kind.replaceFirst("_gauge$", "");
    };
  }

  private static Map<String, String> labels(String[] words) {
    Map<String, String> labels = named(words, 1);
    labels.putIfAbsent("job", "chat");
    labels.putIfAbsent("instance", "a");
    if (!words[0].equals("up")) {
      labels.put("websocket_role", "server");
      labels.put("websocket_stack", "netty");
    }
    if (words[0].equals("handshakes") && labels.containsKey("websocket_close_code")) {
      labels.put("http_response_status_code", labels.remove("websocket_close_code"));
    }
    return labels;
  }

  /** {@code 1006 peer_reset /chat instance=b}: code, cause, route, and what names itself. */
  private static Map<String, String> named(String[] words, int from) {
    Map<String, String> labels = new TreeMap<>();
    for (int i = from; i < words.length; i++) {
      String word = words[i];
      if (word.startsWith("/")) {
        labels.put("http_route", word);
      } else if (word.contains("=")) {
        labels.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      } else if (word.matches("\\d+|other")) {
        labels.put("websocket_close_code", word);
      } else {
        labels.put("websocket_close_cause", word);
      }
    }
    return labels;
  }

  private static String printed(Map<String, String> labels, String... only) {
    List<String> pairs = new ArrayList<>();
    for (String name : only.length == 0 ? List.copyOf(labels.keySet()) : List.of(only)) {
      if (labels.containsKey(name)) {
        pairs.add(name + "=\"" + labels.get(name) + "\"");
      }
    }
    return "{" + String.join(", ", pairs) + "}";
  }

  /** Counters are summed up, gauges stand as they are written. */
  private static String samples(String kind, String values) {
    boolean counter = !kind.equals("up") && !kind.equals("open") && !kind.endsWith("_gauge");
    StringBuilder samples = new StringBuilder();
    double sum = 0;
    for (String part : values.split(" +", -1)) {
      String[] pair = part.split("\\*", -1);
      int times = pair.length > 1 ? Integer.parseInt(pair[1]) : 1;
      if (pair[0].equals("_")) {
        samples.append("_x").append(times).append(' ');
        sum = 0;
        continue;
      }
      String[] ends = pair[0].split("\\.\\.", -1);
      double from = Double.parseDouble(ends[0]);
      double to = Double.parseDouble(ends[ends.length - 1]);
      for (int i = 0; i < times; i++) {
        double now = times == 1 ? from : from + (to - from) * i / (times - 1);
        sum = counter ? sum + now : now;
        samples.append(Math.round(sum * 100) / 100.0).append(' ');
      }
    }
    return samples.toString().trim();
  }
}
