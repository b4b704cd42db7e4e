// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The port before there are metrics. */
class EarlyEndpointTest {

  private static final String EXPORTER = "otel.metrics.exporter";
  private static final String PORT = "otel.exporter.prometheus.port";

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Map<String, String> properties =
      new HashMap<>(
          Map.of(
              EXPORTER,
              "prometheus",
              PORT,
              "0",
              "otel.traces.exporter",
              "none",
              "otel.logs.exporter",
              "none"));

  private EarlyEndpoint endpoint() {
    return new EarlyEndpoint(properties, Map.of(), lines::add);
  }

  @Test
  void whoScrapesBeforeThereAreMetricsFindsThatTheAgentIsThere() throws Exception {
    EarlyEndpoint early = endpoint();
    try {
      URI address = opened(early);
      HttpResponse<String> text = get(address, "text/plain;version=0.0.4");
      assertThat(text.statusCode()).isEqualTo(200);
      assertThat(text.body())
          .isEqualTo(
              """
              # TYPE target_info gauge
              target_info{telemetry_distro_name="hangup"} 1
              """);
      assertThat(text.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      HttpResponse<String> open = get(address, "application/openmetrics-text;version=1.0.0");
      assertThat(open.body())
          .isEqualTo(
              """
              # TYPE target info
              target_info{telemetry_distro_name="hangup"} 1
              # EOF
              """);
      assertThat(open.headers().firstValue("Content-Type"))
          .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
      assertThat(get(address.resolve("/"), "*/*").statusCode()).isEqualTo(404);
    } finally {
      early.leave();
    }
  }

  @Test
  void theSdkTakesThePortOver() throws Exception {
    EarlyEndpoint early = endpoint();
    URI address = opened(early);
    try (Agent agent = new Agent(properties, Map.of(), lines, early)) {
      assertThat(agent.telemetry.description()).isEqualTo("metrics at " + address);
      agent.events().opened(Ends.SERIES);
      assertThat(get(address, "text/plain").body()).contains("websocket_active_connections{");
    }
    try (ServerSocket again =
        new ServerSocket(address.getPort(), 1, InetAddress.getByName("localhost"))) {
      assertThat(again.isBound()).isTrue();
    }
    assertThat(lines).isEmpty();
  }

  @Test
  void aTakenPortIsToldOnceAndAskedForAgainByTheSdk() throws Exception {
    EarlyEndpoint early;
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
    try (taken) {
      properties.put(PORT, Integer.toString(taken.getLocalPort()));
      early = endpoint();
      assertThat(early.open()).isNull();
      try (Agent agent = new Agent(properties, Map.of(), lines, early)) {
        assertThat(agent.telemetry.description()).isEqualTo("nothing is exported");
      }
    }
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("no Prometheus endpoint on localhost:" + taken.getLocalPort() + ": ")
        .contains("set otel.exporter.prometheus.port to a free port");
    try (Agent agent = new Agent(properties, Map.of(), lines, early)) {
      assertThat(agent.telemetry.description())
          .isEqualTo("metrics at http://localhost:" + taken.getLocalPort() + "/metrics");
    }
  }

  @ParameterizedTest(name = "before: {0}")
  @CsvSource({"true", "false"})
  void anApplicationThatLoadsAnExporterOfItsOwnGetsThePort(boolean before) throws Exception {
    EarlyEndpoint early = endpoint();
    URI address = opened(early);
    if (before) {
      early.leave();
    }
    try (Agent agent = new Agent(properties, Map.of(), lines, early)) {
      early.leave();
      try (ServerSocket theirs =
          new ServerSocket(address.getPort(), 1, InetAddress.getByName("localhost"))) {
        assertThat(theirs.isBound()).isTrue();
      }
      assertThat(agent.telemetry.description())
          .isEqualTo(before ? "nothing is exported" : "metrics at " + address);
    }
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("the application brings a Prometheus exporter of its own");
  }

  @Test
  void aPortForUsAloneIsKept() throws Exception {
    properties.put("hangup." + EXPORTER, "prometheus");
    EarlyEndpoint early = endpoint();
    URI address = opened(early);
    early.leave();
    try (Agent agent = new Agent(properties, Map.of(), lines, early)) {
      assertThat(agent.telemetry.description()).isEqualTo("metrics at " + address);
      assertThat(get(address, "text/plain").statusCode()).isEqualTo(200);
    }
    assertThat(lines).isEmpty();
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    EXPORTER + ", otlp",
    EXPORTER + ", none",
    "otel.sdk.disabled, true",
    "hangup." + EXPORTER + ", otlp"
  })
  void nothingOpensThatNobodyAskedFor(String setting, String value) {
    properties.put(setting, value);
    assertThat(endpoint().open()).isNull();
    assertThat(lines).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"abc", "-1", "70000", "1e3"})
  void whatIsNoPortIsNamedOnce(String port) {
    properties.put(PORT, port);
    Configuration configuration = new Configuration(properties, Map.of(), lines::add);
    PrometheusChoice.settle(configuration, false);
    assertThat(PrometheusChoice.address(configuration).getPort()).isEqualTo(9464);
    assertThat(lines)
        .containsExactly(
            "setting otel.exporter.prometheus.port="
                + port
                + " cannot be read, it takes a port, 0 to 65535; using the default, 9464");
  }

  private static URI opened(EarlyEndpoint early) {
    String address = early.open();
    if (address == null) {
      throw new AssertionError("nothing was opened");
    }
    return URI.create(address);
  }

  private static HttpResponse<String> get(URI address, String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).header("Accept", accept).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
