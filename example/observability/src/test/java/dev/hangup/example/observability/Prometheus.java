// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real Prometheus with the configuration and the rules of this example. */
final class Prometheus implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Program program;
  private final int port;

  private Prometheus(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  /**
   * @param addresses where the hosts named in the configuration are; nobody is where one is missing
   */
  static Prometheus start(Path folder, Map<String, Integer> addresses) throws IOException {
    for (String rules : List.of("thresholds", "recording", "alerts", "knowledge")) {
      Hasty.copy(
          Example.file("prometheus/rules/hangup-" + rules + ".yml"),
          folder.resolve("rules/hangup-" + rules + ".yml"),
          Map.of());
    }
    Map<String, String> hosts = new HashMap<>();
    for (String host :
        List.of(
            "chat:9464",
            "chat-jetty:9464",
            "chat-tomcat:9464",
            "collector:8889",
            "alertmanager:9093")) {
      hosts.put(host, "localhost:" + addresses.getOrDefault(host, Program.freePort()));
    }
    Path configuration =
        Hasty.copy(
            Example.file("prometheus/prometheus.yml"), folder.resolve("prometheus.yml"), hosts);
    return startWith(configuration, folder);
  }

  /**
   * @param folder for its data and its console
   */
  static Prometheus startWith(Path configuration, Path folder) {
    return startWith(Program.find("Debian's prometheus", "prometheus"), configuration, folder, "");
  }

  /**
   * One of the generations there are.
   *
   * @param features to switch on beside exemplars, a comma list
   */
  static Prometheus startWith(Path executable, Path configuration, Path folder, String features) {
    int port = Program.freePort();
    Path console = folder.resolve("prometheus.log");
    Program program =
        Program.start(
            console,
            Map.of(),
            executable,
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + folder.resolve("prometheus"),
            "--web.listen-address=localhost:" + port,
            // As far back as production looks, in this faster time.
            "--query.lookback-delta=" + Hasty.hurried("5m"),
            "--enable-feature=exemplar-storage" + (features.isEmpty() ? "" : "," + features));
    program.awaitReady(port, "/-/ready");
    return new Prometheus(program, port);
  }

  @Override
  public void close() {
    program.close();
  }

  /** Over the last {@code back}, in steps of one scrape. */
  JsonNode range(String query, Duration back) throws IOException, InterruptedException {
    Instant now = Instant.now();
    return ask("query_range?query="
            + encoded(query)
            + "&start="
            + seconds(now.minus(back))
            + "&end="
            + seconds(now)
            + "&step=0.5")
        .get("result");
  }

  JsonNode targets() throws IOException, InterruptedException {
    return ask("targets");
  }

  JsonNode rules() throws IOException, InterruptedException {
    return ask("rules");
  }

  JsonNode instant(String query) throws IOException, InterruptedException {
    return ask("query?query=" + encoded(query)).get("result");
  }

  JsonNode exemplars(String query) throws IOException, InterruptedException {
    Instant now = Instant.now();
    return ask(
        "query_exemplars?query="
            + encoded(query)
            + "&start="
            + seconds(now.minusSeconds(600))
            + "&end="
            + seconds(now));
  }

  /** What a variable of a dashboard offers. */
  JsonNode labelValues(String label, String selector) throws IOException, InterruptedException {
    return ask("label/" + label + "/values?match[]=".replace("[]", "%5B%5D") + encoded(selector));
  }

  private JsonNode ask(String question) throws IOException, InterruptedException {
    JsonNode answer = Example.json(get("http://localhost:" + port + "/api/v1/" + question));
    if (!answer.path("status").asText().equals("success")) {
      throw new IOException(question + ": " + answer);
    }
    return answer.get("data");
  }

  /** The body of a page that is there. */
  static String get(String address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20)).build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(address + " answers " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private static String seconds(Instant time) {
    return "%d.%03d".formatted(time.getEpochSecond(), time.getNano() / 1_000_000);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
