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
import java.time.Duration;
import java.time.Instant;

/** What a running Prometheus answers. */
record Prometheus(int port) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Over the last {@code back}, in steps of one scrape. */
  JsonNode range(String query, Duration back) throws IOException, InterruptedException {
    Instant now = Instant.now();
    return ask("query_range?query="
            + encoded(query)
            + "&start="
            + seconds(now.minus(back))
            + "&end="
            + seconds(now)
            + "&step=0.75")
        .get("result");
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

  static String get(String address) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static String seconds(Instant time) {
    return "%d.%03d".formatted(time.getEpochSecond(), time.getNano() / 1_000_000);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
