// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be known of the Kubernetes files without a cluster. */
class KubernetesIT {

  @TempDir Path folder;

  /** The profile as Kubernetes documents it, for pods of Linux. */
  @Test
  void theDeploymentKeepsToTheRestrictedProfile() {
    JsonNode pod =
        Example.yaml(Example.file("kubernetes/deployment.yml")).get(0).at("/spec/template/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC")).isFalse();
    pod.get("volumes").forEach(volume -> assertThat(volume.has("emptyDir")).isTrue());
    List<JsonNode> containers = new ArrayList<>();
    pod.get("initContainers").forEach(containers::add);
    pod.get("containers").forEach(containers::add);
    assertThat(containers).hasSize(2);
    for (JsonNode container : containers) {
      JsonNode context = container.get("securityContext");
      assertThat(context.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(context.get("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(context.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
      assertThat(context.at("/capabilities").has("add")).isFalse();
      assertThat(container.at("/resources/limits").has("memory")).isTrue();
    }
  }

  /** The real Prometheus, with pods as its discovery would tell of them. */
  @Test
  void podsBecomeTheTargetsTheyShould() throws Exception {
    String job = Files.readString(Example.file("kubernetes/prometheus-scrape.yml"));
    String discovery = "    kubernetes_sd_configs:\n      - role: pod\n";
    assertThat(job).contains(discovery);
    StringBuilder pods = new StringBuilder("    static_configs:\n");
    pod(pods, 1, "Running", "hangup-metrics", "app_kubernetes_io_name: chat", "app: old");
    pod(pods, 2, "Running", "hangup-metrics", "app: feed");
    pod(pods, 3, "Running", "hangup-metrics");
    pod(pods, 4, "Succeeded", "hangup-metrics", "app: batch");
    pod(pods, 5, "Failed", "hangup-metrics", "app: batch");
    pod(pods, 6, "Pending", "hangup-metrics", "app: soon");
    pod(pods, 7, "Running", "http", "app: other");
    Path configuration = folder.resolve("prometheus.yml");
    Files.writeString(configuration, job.replace(discovery, pods));

    Map<String, String> jobs = new TreeMap<>();
    try (Prometheus prometheus = Prometheus.startWith(configuration, folder)) {
      JsonNode targets =
          Wait.until(
              "targets", prometheus::targets, found -> found.get("activeTargets").size() > 0);
      for (JsonNode target : targets.get("activeTargets")) {
        JsonNode labels = target.get("labels");
        assertThat(labels.get("namespace").asText()).isEqualTo("shop");
        jobs.put(labels.get("pod").asText(), labels.get("job").asText());
      }
    }
    assertThat(jobs)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("pod-1", "chat", "pod-2", "feed", "pod-3", "container-3", "pod-6", "soon"));
  }

  private static void pod(
      StringBuilder pods, int number, String phase, String port, String... labels) {
    pods.append("      - targets: [\"127.0.0.1:%d\"]\n        labels:\n".formatted(number));
    Map<String, String> meta = new TreeMap<>();
    meta.put("namespace", "shop");
    meta.put("pod_name", "pod-" + number);
    meta.put("pod_phase", phase);
    meta.put("pod_container_name", "container-" + number);
    meta.put("pod_container_port_name", port);
    for (String label : labels) {
      String[] pair = label.split(": ", -1);
      meta.put("pod_label_" + pair[0], pair[1]);
    }
    meta.forEach(
        (name, value) ->
            pods.append("          __meta_kubernetes_%s: %s\n".formatted(name, value)));
  }
}
