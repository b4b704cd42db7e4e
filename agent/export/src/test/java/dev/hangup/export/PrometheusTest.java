// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.observer.Series;
import io.opentelemetry.exporter.prometheus.PrometheusHttpServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTest {

  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  @Test
  void aScrapeHasEveryMetricUnderItsPrometheusName() throws Exception {
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      agent.events().opened(Ends.SERIES);
      agent.events().opened(Ends.SERIES);
      agent.events().pingAnswered(Ends.SERIES, 2_000_000);
      agent.events().ended(Ends.reset());
      agent.sizes.message(true, 1, 100);
      String text = scrape(agent, "text/plain").body();
      assertThat(text)
          .contains("# TYPE websocket_closes_total counter")
          .contains("# TYPE websocket_connection_duration_seconds histogram")
          .contains("# TYPE websocket_frame_size_bytes histogram")
          .contains("# TYPE websocket_message_size_bytes histogram")
          .contains("# TYPE websocket_ping_rtt_seconds histogram");
      assertThat(sample(text, "websocket_active_connections"))
          .contains("http_route=\"/chat\"", "websocket_role=\"server\"")
          .endsWith(" 1.0");
      assertThat(sample(text, "websocket_closes_total"))
          .contains(
              "websocket_close_code=\"1006\"",
              "websocket_close_cause=\"peer_reset\"",
              "websocket_close_clean=\"false\"",
              "websocket_close_initiator=\"remote\"")
          .endsWith(" 1.0");
      assertThat(sample(text, "websocket_frame_size_bytes_sum"))
          .contains("network_io_direction=\"receive\"", "websocket_frame_opcode=\"text\"")
          .endsWith(" 100.0");
      assertThat(text).contains("telemetry_distro_name=\"hangup\"");
    }
  }

  @Test
  void openMetricsHasExemplarsThatLeadToTheSpan() throws Exception {
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      agent.events().ended(Ends.reset());
      HttpResponse<String> response = scrape(agent, OPEN_METRICS);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
      assertThat(response.body()).endsWith("# EOF\n");
      assertThat(agent.flush()).isTrue();
      String span = HexFormat.of().formatHex(collector.spans().get(0).getSpanId().toByteArray());
      String trace = HexFormat.of().formatHex(collector.spans().get(0).getTraceId().toByteArray());
      assertThat(sample(response.body(), "websocket_closes_total"))
          .contains(" 1.0 # {", "span_id=\"" + span + "\"", "trace_id=\"" + trace + "\"");
    }
  }

  /** With the mark set a selector never waits; and before Java 11 a channel that is used closes. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void anApplicationThatInterruptsAllThreadsDoesNotEndIt() throws Exception {
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      for (Thread each : Thread.getAllStackTraces().keySet()) {
        if (each.getName().equals("hangup-prometheus")) {
          each.interrupt();
          while (each.isInterrupted()) {
            TimeUnit.MILLISECONDS.sleep(1);
          }
        }
      }
      agent.events().ended(Ends.reset());
      assertThat(scrape(agent, "text/plain").body()).contains("websocket_closes_total{");
    }
  }

  /** What Prometheus 3 asks for where it looks for native histograms. */
  private static final String NATIVE_HISTOGRAMS =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;"
          + "q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
          + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;"
          + "escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

  @Test
  void whoLooksForNativeHistogramsGetsText() throws Exception {
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      agent.events().ended(Ends.reset());
      HttpResponse<String> response = scrape(agent, NATIVE_HISTOGRAMS);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
      assertThat(response.body()).contains("websocket_closes_total{").endsWith("# EOF\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        ";;;=,=;q",
        "*/*",
        "image/png",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;escaping=x",
        "application/openmetrics-text;escaping=",
        "application/openmetrics-text;escaping=backwards",
        "application/openmetrics-text;version=99;version=98;escaping=ALLOW-UTF-8",
        "text/plain;escaping=nonsense",
        "text/plain;version=;escaping;;q=NaN",
      })
  void whateverAHeaderSaysTheAnswerIsMetrics(String nonsense) throws Exception {
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      agent.events().ended(Ends.reset());
      for (String header : List.of("Accept", "Accept-Encoding", "X-Prometheus-Scrape-Timeout")) {
        HttpResponse<String> response =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(address(agent)).header(header, nonsense).build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(header).isEqualTo(200);
        assertThat(response.body()).as(header).contains("websocket_closes_total{");
      }
    }
  }

  @Test
  void whoSaysNothingKeepsNobodyFromHisMetrics() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      agent.events().ended(Ends.reset());
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket("localhost", address(agent).getPort());
        silent.add(socket);
        if (i % 3 == 1) {
          socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.ISO_8859_1));
        }
        if (i % 3 == 2) {
          // asks, and does not read
          socket
              .getOutputStream()
              .write("GET /metrics HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
      }
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> response =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(address(agent)).timeout(Duration.ofSeconds(60)).build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("websocket_closes_total{");
      }
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().startsWith("hangup-prometheus")))
          .hasSize(1);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void whoComesWhenAllPlacesAreTakenGetsTheOneOfTheLongestSilent() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      for (int i = 0; i < 65; i++) {
        silent.add(new Socket("localhost", address(agent).getPort()));
      }
      // The first is sent away; the last is still served.
      assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
      Socket last = silent.get(64);
      last.getOutputStream()
          .write("GET /metrics HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      assertThat(new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200 OK");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void whateverAStrangerDoesTheSeriesStayBounded() throws Exception {
    try (Agent agent =
        Agent.with(
            "otel.traces.exporter",
            "none",
            "otel.metrics.exporter",
            "prometheus",
            "otel.exporter.prometheus.port",
            "0")) {
      for (int i = 0; i < 20_000; i++) {
        // as many routes as the observer makes of paths
        Series series = new Series(Role.SERVER, "netty", "/" + i % 101);
        agent.events().opened(series);
        agent.events().ended(Ends.strange(series, i));
        agent.events().handshakeFailed(Ends.refused(series, i % 1000));
        agent.events().violation(series, i % 2 == 0, RULES.get(i % RULES.size()));
        agent.events().pingAnswered(series, i);
        agent.sizes.frame(i % 2 == 0, i % 16, i);
        agent.sizes.message(i % 2 == 0, 1 + i % 2, i);
      }
      String page = scrape(agent, "text/plain").body();
      assertThat(page.lines().filter(line -> line.startsWith("websocket_"))).hasSizeLessThan(2500);
      assertThat(total(page, "websocket_closes_total")).isEqualTo(20_000);
      assertThat(total(page, "websocket_connection_duration_seconds_count")).isEqualTo(20_000);
      assertThat(total(page, "websocket_handshakes_total")).isEqualTo(40_000);
    }
  }

  private static final List<Rule> RULES = List.of(Rule.values());

  private static double total(String page, String name) {
    return page.lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void nothingIsToldOfThePipelineItself() throws Exception {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.endpoint",
                collector.address(),
                "otel.metrics.exporter",
                "prometheus,otlp",
                "otel.exporter.prometheus.port",
                "0")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(scrape(agent, "text/plain").body().lines().filter(line -> !line.startsWith("#")))
          .isNotEmpty()
          .allMatch(line -> line.startsWith("websocket_") || line.startsWith("target_info{"));
    }
  }

  @Test
  void aScrapeCanBeCompressed() throws Exception {
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      agent.events().opened(Ends.SERIES);
      HttpResponse<byte[]> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(address(agent)).header("Accept-Encoding", "gzip").build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .contains("websocket_active_connections");
      }
    }
  }

  @Test
  void oneMetricCanBeAskedForAndNothingElseIsThere() throws Exception {
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      agent.events().opened(Ends.SERIES);
      URI address = address(agent);
      assertThat(
              get(URI.create(address + "?name%5B%5D=websocket_handshakes_total"), "text/plain")
                  .body())
          .contains("websocket_handshakes_total")
          .doesNotContain("websocket_active_connections");
      assertThat(get(address.resolve("/"), "text/plain").statusCode()).isEqualTo(404);
      HttpResponse<String> head =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(address)
                      .method("HEAD", HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
    }
  }

  @Test
  void whatIsNoRequestDoesNotStopTheNextOne() throws Exception {
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      for (String nonsense :
          List.of("", "\r\n\r\n", "x\r\n\r\n", "GET\r\n\r\n", "y".repeat(20000))) {
        try (Socket socket = new Socket("localhost", address(agent).getPort())) {
          socket.getOutputStream().write(nonsense.getBytes(StandardCharsets.ISO_8859_1));
          socket.shutdownOutput();
          drain(socket);
        }
      }
      assertThat(scrape(agent, "text/plain").statusCode()).isEqualTo(200);
    }
  }

  // Who is sent away before all is read may see a reset.
  @SuppressWarnings("EmptyCatch")
  private static void drain(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
    }
  }

  @Test
  void aTakenPortCostsThePrometheusEndpointAndNothingElse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
        Collector collector = new Collector();
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.endpoint",
                collector.address(),
                "otel.metrics.exporter",
                "prometheus,otlp",
                "otel.exporter.prometheus.port",
                Integer.toString(taken.getLocalPort()))) {
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains(
              "no Prometheus endpoint on localhost:" + taken.getLocalPort(),
              "set otel.exporter.prometheus.port");
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(1);
      assertThat(collector.metricNames()).contains("websocket.closes");
      assertThat(agent.telemetry.description())
          .isEqualTo("spans, metrics and log records to " + collector.address());
    }
  }

  @Test
  void thePortIsFreeAgainAfterTheEnd() throws Exception {
    int port;
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      port = address(agent).getPort();
    }
    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getByName("localhost"))) {
      assertThat(again.isBound()).isTrue();
    }
  }

  @Test
  void aGarbledSettingDoesNotKeepThePortFromTheNextAttempt() throws Exception {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.endpoint",
                collector.address(),
                "otel.metrics.exporter",
                "prometheus",
                "otel.exporter.prometheus.port",
                Integer.toString(freePort()),
                "otel.traces.sampler",
                "dice")) {
      assertThat(agent.lines).singleElement().asString().contains("otel.traces.sampler");
      assertThat(scrape(agent, "text/plain").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void noSystemPropertyIsTouched() throws Exception {
    Properties before = (Properties) System.getProperties().clone();
    try (Collector collector = new Collector();
        Agent agent = agent(collector)) {
      agent.events().ended(Ends.reset());
      assertThat(scrape(agent, "text/plain").statusCode()).isEqualTo(200);
      assertThat(System.getProperties()).isEqualTo(before);
    }
  }

  @Test
  void anApplicationThatBringsAnExporterIsSeen() throws Exception {
    URL jar = PrometheusHttpServerBuilder.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader ours = getClass().getClassLoader();
    try (URLClassLoader with = new URLClassLoader(new URL[] {jar}, null);
        URLClassLoader without = new URLClassLoader(new URL[0], null)) {
      assertThat(ApplicationExporters.hasPrometheus(with, ours)).isTrue();
      assertThat(ApplicationExporters.hasPrometheus(without, ours)).isFalse();
      assertThat(ApplicationExporters.hasPrometheus(ours, ours)).isFalse();
    }
  }

  @Test
  void anExporterInAJarOfJarsIsSeen(@TempDir Path folder) throws Exception {
    Path fat = folder.resolve("fat.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(fat))) {
      out.putNextEntry(
          new ZipEntry("BOOT-INF/lib/opentelemetry-exporter-prometheus-1.44.1-alpha.jar"));
    }
    Path thin = folder.resolve("thin.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(thin))) {
      out.putNextEntry(new ZipEntry("BOOT-INF/lib/opentelemetry-exporter-otlp-1.44.1.jar"));
    }
    Path none = Files.writeString(folder.resolve("none.jar"), "no jar");
    String others = thin + File.pathSeparator + none + File.pathSeparator + folder + "/gone.jar";

    assertThat(ApplicationExporters.packsPrometheus(others)).isFalse();
    assertThat(ApplicationExporters.packsPrometheus(others + File.pathSeparator + fat)).isTrue();
  }

  @Test
  void thePortIsLeftToAnApplicationThatWantsItToo() {
    assertThat(exporters("otel.metrics.exporter", "prometheus", true)).isEqualTo("none");
    assertThat(exporters("otel.metrics.exporter", "otlp,prometheus", true)).isEqualTo("otlp");
    assertThat(exporters("otel.metrics.exporter", "prometheus", false)).isEqualTo("prometheus");
    assertThat(exporters("hangup.otel.metrics.exporter", "prometheus", true))
        .isEqualTo("prometheus");
  }

  private static String exporters(String setting, String value, boolean applicationHasOne) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Configuration configuration = new Configuration(Map.of(setting, value), Map.of(), lines::add);
    PrometheusChoice.settle(configuration, applicationHasOne);
    String left = configuration.get("otel.metrics.exporter", "otlp");
    assertThat(lines).hasSize(left.contains("prometheus") ? 0 : 1);
    return left;
  }

  private static Agent agent(Collector collector) {
    return Agent.with(
        "otel.exporter.otlp.endpoint",
        collector.address(),
        "otel.metrics.exporter",
        "prometheus",
        "otel.exporter.prometheus.port",
        "0");
  }

  private static URI address(Agent agent) {
    String description = agent.telemetry.description();
    return URI.create(description.substring(description.indexOf("metrics at ") + 11));
  }

  private static HttpResponse<String> scrape(Agent agent, String accept) throws Exception {
    return get(address(agent), accept);
  }

  private static HttpResponse<String> get(URI address, String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).header("Accept", accept).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static String sample(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + text));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      return socket.getLocalPort();
    }
  }
}
