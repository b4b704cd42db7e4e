// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReceiverTest {

  private static HttpResponse<String> ask(Receiver receiver, String path, byte[] body)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + receiver.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @Test
  void itTakesWhatAgentsSendAndCountsIt() throws Exception {
    try (Receiver receiver = new Receiver()) {
      HttpResponse<String> otlp = ask(receiver, "/v1/metrics", new byte[200_000]);
      assertThat(otlp.statusCode()).isEqualTo(200);
      assertThat(otlp.body()).isEmpty();
      assertThat(otlp.headers().firstValue("Content-Type")).hasValue("application/x-protobuf");

      HttpResponse<String> datadog = ask(receiver, "/v0.4/traces", new byte[1]);
      assertThat(datadog.statusCode()).isEqualTo(200);
      assertThat(datadog.body()).isEqualTo("{}");
      assertThat(ask(receiver, "/info", new byte[0]).body()).contains("/v0.4/traces");

      assertThat(receiver.requests()).isEqualTo(2);
      assertThat(receiver.bytes()).isEqualTo(200_001);
    }
  }

  @Test
  void agentsAreSentNowhereElse() {
    for (Agent agent : Agent.values()) {
      assertThat(agent.environment(4711).values())
          .filteredOn(value -> value.contains(":"))
          .hasSize(agent.exports() ? 1 : 0)
          .allMatch("http://127.0.0.1:4711"::equals);
    }
    assertThat(Arrays.stream(Agent.values()).filter(Agent::exports)).hasSize(3);
  }
}
