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
            "1009 by route and cause",
            "Who hung up",
            "This side's own",
            "On the way");
  }

  @Test
  void everyQueryAsksTheDataSourceAndHeedsTheVariables() {
    for (JsonNode panel : dashboard.panels()) {
      for (JsonNode target : panel.get("targets")) {
        String title = panel.get("title").asText();
        assertThat(target.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
        String query = target.get("expr").asText();
        assertThat(query)
            .as(title)
            .contains("namespace=~\"$namespace\"", "job=~\"$job\"")
            .containsPattern("websocket_role=~\"\\$role[|\"]")
            .containsPattern("websocket_stack=~\"\\$stack[|\"]");
        // What rules have summed up over a service has lost its instances.
        if (!query.contains("hangup:") || query.contains("hangup:instance:")) {
          assertThat(query).as(title).contains("instance=~\"$instance\"", "pod=~\"$pod\"");
        }
      }
    }
    assertThat(dashboard.root().get("templating").get("list").findValuesAsText("name"))
        .containsExactly(
            "datasource",
            "namespace",
            "job",
            "role",
            "stack",
            "route",
            "instance",
            "pod",
            "runbooks");
  }

  /** The names of the contract, as Prometheus has them. */
  @Test
  void whatIsNewHasItsPanel() {
    String queries = dashboard.root().get("panels").findValuesAsText("expr").toString();
    assertThat(queries)
        .contains(
            "local_stall",
            "peer_restart",
            "max_age",
            "slow_consumer",
            "unreachable",
            "heartbeat_lost",
            "websocket_connections_overdue",
            "websocket_connection_silence_max_seconds",
            "websocket_connection_age_max_seconds",
            "websocket_send_pending_bytes",
            "websocket_local_stalls_total",
            "websocket_spans_suppressed_total",
            "otel_metric_overflow");
  }

  @Test
  void everyLinkToARunbookIsAPageOfHtml() {
    String text = dashboard.root().toString();
    assertThat(text).doesNotContain(".md").contains("${runbooks}/index.html");
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
