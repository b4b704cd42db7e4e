// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DashboardTest {

  private final Dashboard dashboard = new Dashboard();

  @Test
  void noPanelIsWithoutUnitAndDescription() {
    for (JsonNode panel : dashboard.panels()) {
      String title = panel.get("title").asText();
      assertThat(title).isNotBlank();
      assertThat(panel.path("description").asText()).as(title).hasSizeGreaterThan(20);
      assertThat(panel.at("/fieldConfig/defaults/unit").asText()).as(title).isNotBlank();
    }
  }

  @Test
  void everyPanelOfClosesLeadsToARunbookAndToTraces() {
    List<String> closePanels = new ArrayList<>();
    for (JsonNode panel : dashboard.panels()) {
      String title = panel.get("title").asText();
      boolean drawn = panel.get("type").asText().equals("timeseries");
      String links = panel.get("fieldConfig").toString();
      for (JsonNode target : panel.get("targets")) {
        String query = target.get("expr").asText();
        if (query.contains("websocket_closes_total") && query.contains("sum by") && drawn) {
          closePanels.add(title);
          assertThat(target.path("exemplar").asBoolean()).as(title).isTrue();
          assertThat(links).as(title).contains("${runbooks}/");
        }
      }
    }
    assertThat(closePanels)
        .contains(
            "Closes by code",
            "Closes by cause",
            "1006 by route and cause",
            "1009 by route and cause");
  }

  @Test
  void everyQueryAsksTheDataSourceAndHeedsTheVariables() {
    for (JsonNode panel : dashboard.panels()) {
      for (JsonNode target : panel.get("targets")) {
        String title = panel.get("title").asText();
        assertThat(target.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
        assertThat(target.get("expr").asText())
            .as(title)
            .contains("job=~\"$job\"", "websocket_role=~\"$role\"", "websocket_stack=~\"$stack\"");
      }
    }
    assertThat(dashboard.root().get("templating").get("list").findValuesAsText("name"))
        .contains("datasource", "job", "role", "stack", "route", "runbooks");
  }

  @Test
  void noPanelLiesOverAnother() {
    Set<String> cells = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.root().get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).isTrue();
      JsonNode place = panel.get("gridPos");
      for (int x = place.get("x").asInt();
          x < place.get("x").asInt() + place.get("w").asInt();
          x++) {
        assertThat(x).isBetween(0, 23);
        for (int y = place.get("y").asInt();
            y < place.get("y").asInt() + place.get("h").asInt();
            y++) {
          assertThat(cells.add(x + "," + y)).as(panel.get("title").asText()).isTrue();
        }
      }
    }
  }
}
