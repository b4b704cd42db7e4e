// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules as a mixin, by the real jsonnet. */
class MixinIT {

  @Test
  void withNothingSetTheMixinIsTheFiles() throws Exception {
    JsonNode mixin = mixin("{}");
    List<JsonNode> groups = new ArrayList<>();
    mixin.at("/rules/groups").forEach(groups::add);
    mixin.at("/alerts/groups").forEach(groups::add);
    List<JsonNode> files = new ArrayList<>();
    for (String name : List.of("thresholds", "recording", "knowledge", "alerts")) {
      Path file = Example.file("prometheus/rules/hangup-" + name + ".yml");
      Example.yaml(file).get(0).get("groups").forEach(files::add);
    }
    // By text, since one of the two knows whole numbers only as they are written.
    assertThat(groups).map(JsonNode::toPrettyString).isEqualTo(sorted(files));
    assertThat(mixin.at("/dashboards/0").asText()).isEqualTo("hangup-websockets.json");
  }

  @Test
  void thresholdsScopeAndRunbooksCanBeSet() throws Exception {
    String text =
        mixin(
                "{_config+:: {runbooks: 'https://books', handbook: 'https://help/vi',"
                    + " keepFiring: false, scope: ['zone', 'job'],"
                    + " thresholds: {crowd: 50, 'share abnormal': 0.125}}}")
            .toString();
    assertThat(text)
        .contains("\"base\":\"https://books\",\"help\":\"https://help/vi\"", "(zone, job, ")
        .contains("\"expr\":\"vector(50)\",\"record\":\"hangup:threshold:crowd\"")
        .contains("\"expr\":\"vector(0.125)\",\"labels\":{\"kind\":\"abnormal\"}")
        .doesNotContain("keep_firing_for", "cluster, environment", "\"base\":\"http://localhost");
  }

  /** Jsonnet writes fields in the order of their names. */
  private static List<String> sorted(List<JsonNode> groups) {
    List<String> texts = new ArrayList<>();
    groups.forEach(group -> texts.add(Example.sorted(group).toPrettyString()));
    return texts;
  }

  private static JsonNode mixin(String settings) throws Exception {
    Path jsonnet = Program.find("tools/build", "jsonnet");
    Program.Result result =
        Program.run(
            Example.file("prometheus"),
            jsonnet,
            "-e",
            "local mixin = (import 'mixin.libsonnet') "
                + settings
                + "; {rules: mixin.prometheusRules, alerts: mixin.prometheusAlerts,"
                + " dashboards: std.objectFields(mixin.grafanaDashboards)}");
    assertThat(result.exit()).as(result.said()).isZero();
    return Example.json(result.said());
  }
}
