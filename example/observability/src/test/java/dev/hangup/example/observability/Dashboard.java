// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Grafana dashboard, as it is checked in. */
final class Dashboard {

  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<selector>.*), (?<label>\\w+)\\)");

  private final JsonNode root;

  Dashboard() {
    try {
      root =
          Example.json(Files.readString(Example.file("grafana/dashboards/hangup-websockets.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  /** All panels but the rows between them. */
  List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : root.get("panels")) {
      if (!panel.get("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  /**
   * A query, by what it is for, as Grafana sends it when every variable stands on "All".
   *
   * @param rateInterval in seconds
   * @param range a duration
   */
  Map<String, String> queries(String rateInterval, String range) {
    Map<String, String> queries = new LinkedHashMap<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.get("targets")) {
        queries.put(
            panel.get("title").asText() + " " + target.get("refId").asText(),
            filled(target.get("expr").asText(), rateInterval, range));
      }
    }
    return queries;
  }

  /** What the variables ask for: label by selector, in the order of the dashboard. */
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode variable : root.get("templating").get("list")) {
      if (variable.get("type").asText().equals("query")) {
        Matcher query = LABEL_VALUES.matcher(variable.get("query").get("query").asText());
        if (!query.matches()) {
          throw new IllegalStateException("not understood: " + variable);
        }
        variables.put(query.group("label"), filled(query.group("selector"), "", ""));
      }
    }
    return variables;
  }

  private static String filled(String query, String rateInterval, String range) {
    // What is fixed in a query runs as fast as the rules do; what Grafana fills in is as given.
    return Hasty.hurried(query)
        .replace("$__rate_interval_ms", rateInterval + "000")
        .replace("$__rate_interval", rateInterval + "s")
        .replace("$__range", range)
        .replaceAll("\\$(namespace|job|instance|pod|role|stack|route)\\b", ".*");
  }
}
