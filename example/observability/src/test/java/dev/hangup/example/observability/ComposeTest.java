// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be known of compose.yaml without an engine: its pieces exist and fit together. */
class ComposeTest {

  private static final Pattern HOST =
      Pattern.compile("(?:http://|targets: \\[\"|endpoint: )([\\w.-]+):(\\d+)");
  private static final Set<String> EVERYWHERE = Set.of("localhost");

  private final JsonNode compose = Example.yaml(Example.file("compose.yaml")).get(0);

  @Test
  void everyYamlFileOfTheExampleCanBeRead() throws IOException {
    try (Stream<Path> files = Files.walk(Example.file("."))) {
      List<Path> yaml =
          files
              .filter(file -> file.toString().matches(".*\\.ya?ml"))
              .filter(file -> !file.toString().matches(".*/(target|node_modules)/.*"))
              .toList();
      assertThat(yaml).hasSizeGreaterThan(8);
      yaml.forEach(file -> assertThat(Example.yaml(file)).as(file.toString()).isNotEmpty());
    }
  }

  @Test
  void whateverIsMountedIsThereOrIsBuilt() throws IOException {
    Set<String> built =
        Set.of(
            "../../agent/dist/target/hangup.jar",
            "../chat/target/chat.jar",
            "../chat/target/lib",
            "../chat-jetty/target/chat-jetty.jar",
            "../chat-jetty/target/lib",
            "../chat-tomcat/target/chat-tomcat.jar",
            "../chat-tomcat/target/lib",
            "./target/crowd.jar");
    List<String> mounts = new ArrayList<>();
    compose
        .findValues("volumes")
        .forEach(list -> list.forEach(mount -> mounts.add(mount.asText())));
    assertThat(mounts).hasSizeGreaterThan(8);
    for (String mount : mounts) {
      String file = mount.substring(0, mount.indexOf(':'));
      assertThat(mount).endsWith(":ro");
      if (!built.contains(file)) {
        assertThat(Example.file(file)).as(mount).exists();
      }
    }
    for (String name : List.of("chat", "chat-jetty", "chat-tomcat")) {
      assertThat(Files.readString(Example.file("../" + name + "/pom.xml")))
          .contains("<finalName>" + name + "</finalName>", "/lib</outputDirectory>");
    }
    assertThat(Files.readString(Example.file("pom.xml"))).contains("<finalName>crowd</finalName>");
  }

  @Test
  void everyHostThatAConfigurationNamesIsAService() throws IOException {
    TreeSet<String> services = new TreeSet<>();
    compose.get("services").fieldNames().forEachRemaining(services::add);
    for (String file :
        List.of(
            "compose.yaml",
            "prometheus/prometheus.yml",
            "alertmanager/alertmanager.yml",
            "collector/collector.yaml",
            "grafana/provisioning/datasources/hangup.yml")) {
      Matcher host = HOST.matcher(Files.readString(Example.file(file)).replaceAll("(?m)#.*", ""));
      int found = 0;
      while (host.find()) {
        if (!EVERYWHERE.contains(host.group(1)) && !host.group(1).matches("[0-9.]+")) {
          assertThat(services).as(file).contains(host.group(1));
          found++;
        }
      }
      assertThat(found).as(file).isPositive();
    }
  }

  @Test
  void everyImageHasAVersion() {
    compose
        .findValuesAsText("image")
        .forEach(image -> assertThat(image).matches("[a-z0-9./-]+:v?[0-9][a-z0-9.-]*"));
  }

  @Test
  void theDashboardIsWhereItsProviderLooksAndUsesASourceThatIsProvisioned() {
    JsonNode provider =
        Example.yaml(Example.file("grafana/provisioning/dashboards/hangup.yml")).get(0);
    String path = provider.at("/providers/0/options/path").asText();
    assertThat(compose.at("/services/grafana/volumes").toString())
        .contains("./grafana/dashboards:" + path + ":ro");
    JsonNode sources =
        Example.yaml(Example.file("grafana/provisioning/datasources/hangup.yml")).get(0);
    assertThat(sources.findValuesAsText("uid")).contains("prometheus", "jaeger", "loki");
    assertThat(sources.at("/datasources/0/jsonData/exemplarTraceIdDestinations/0/datasourceUid"))
        .hasToString("\"jaeger\"");
  }

  @Test
  void theRunbooksAreServedWhereAlertsSay() throws IOException {
    String port = compose.at("/services/runbooks/ports/0").asText();
    assertThat(Files.readString(Example.file("prometheus/rules/hangup-thresholds.yml")))
        .contains("base: http://localhost:" + port.split(":", -1)[1] + "\n");
    assertThat(compose.at("/services/runbooks/volumes/0").asText())
        .startsWith("./runbooks/html:/usr/share/nginx/html:");
  }

  @Test
  void nothingIsOpenToOtherMachines() {
    List<String> ports = new ArrayList<>();
    compose.findValues("ports").forEach(list -> list.forEach(port -> ports.add(port.asText())));
    assertThat(ports).hasSize(6).allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
    assertThat(compose.findValuesAsText("network_mode"))
        .allMatch(mode -> mode.startsWith("service:"));
  }

  @Test
  void nobodyCanChangeGrafana() {
    JsonNode grafana = compose.at("/services/grafana/environment");
    assertThat(grafana.get("GF_AUTH_ANONYMOUS_ORG_ROLE").asText()).isEqualTo("Viewer");
    assertThat(grafana.get("GF_AUTH_DISABLE_LOGIN_FORM").asText()).isEqualTo("true");
    assertThat(grafana.get("GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION").asText())
        .isEqualTo("true");
  }

  /** Guests are programs that end with their server; two images have no shell. */
  @Test
  void everyServiceSaysWhetherItIsWell() {
    compose
        .get("services")
        .properties()
        .forEach(
            service -> {
              String name = service.getKey();
              boolean asked = service.getValue().at("/healthcheck").has("test");
              assertThat(asked || name.endsWith("crowd") || name.matches("collector|loki"))
                  .as(name)
                  .isTrue();
            });
  }
}
