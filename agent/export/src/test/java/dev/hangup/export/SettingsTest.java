// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "otel.bsp.schedule.delay, soon",
    "otel.bsp.schedule.delay, 0",
    "otel.bsp.max.queue.size, -1",
    "otel.bsp.max.queue.size, many",
    "otel.bsp.max.export.batch.size, 0",
    "otel.bsp.export.timeout, 3 parsecs",
    "otel.metric.export.interval, 0",
    "otel.metric.export.interval, often",
    "otel.java.metrics.cardinality.limit, 0",
    "otel.metrics.exemplar.filter, sometimes",
    "otel.traces.sampler, dice",
    "otel.traces.exporter, zipkin",
    "otel.metrics.exporter, statsd",
    "otel.propagators, pigeon",
    "otel.sdk.disabled, perhaps",
    "otel.exporter.otlp.protocol, http/json",
    "otel.exporter.otlp.traces.protocol, smoke",
    "otel.exporter.otlp.compression, zip",
    "otel.exporter.otlp.timeout, -5",
    "otel.exporter.otlp.timeout, long",
    "otel.exporter.otlp.certificate, /no/such/file.pem",
    "otel.exporter.otlp.headers, no equals sign",
    "otel.exporter.otlp.traces.headers, 'a=%zz'",
    "otel.exporter.otlp.metrics.temporality.preference, spring",
    "otel.exporter.otlp.metrics.default.histogram.aggregation, pie",
    "otel.java.exporter.memory_mode, photographic",
    "otel.resource.attributes, garbage",
    "otel.attribute.value.length.limit, -3",
    "otel.span.event.count.limit, none",
    "otel.config.file, otel.yaml",
    "otel.logs.exporter, syslog",
    "otel.blrp.schedule.delay, soon",
    "otel.blrp.schedule.delay, 0",
    "otel.blrp.max.queue.size, 0",
    "otel.blrp.max.export.batch.size, -1",
    "otel.blrp.export.timeout, 3 parsecs",
    "otel.exporter.otlp.logs.protocol, smoke",
    "otel.exporter.otlp.logs.endpoint, 'nowhere:4318'",
    "otel.exporter.otlp.logs.compression, zip",
    "otel.exporter.otlp.logs.timeout, -5",
    "otel.exporter.otlp.logs.certificate, /no/such/file.pem",
    "otel.exporter.otlp.logs.headers, no equals sign",
    "otel.logrecord.attribute.count.limit, -1",
  })
  void aSettingThatCannotBeReadIsNamedInOneLineAndTheDefaultIsUsed(String name, String value) {
    try (Collector collector = new Collector();
        Agent agent = Agent.with(ENDPOINT, collector.address(), name, value)) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).extracting(Span::getName).containsExactly("WS /chat");
      assertThat(collector.metricNames()).contains("websocket.closes");
      assertThat(collector.records()).hasSize(1);
      assertThat(agent.lines).singleElement().asString().contains("setting " + name);
    }
  }

  @Test
  void severalSettingsAreNamedOneByOne() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT,
                collector.address(),
                "otel.bsp.schedule.delay",
                "soon",
                "otel.traces.sampler",
                "dice",
                "otel.metric.export.interval",
                "often",
                "otel.service.name",
                "chat")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(agent.lines).hasSize(3);
      assertThat(Collector.plain(collector.resource().getAttributesList()))
          .containsEntry("service.name", "chat");
    }
  }

  @Test
  void credentialsAreNotRepeated() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT, collector.address(), "otel.exporter.otlp.headers", "Bearer s3cret")) {
      assertThat(agent.lines).singleElement().asString().doesNotContain("s3cret");
    }
  }

  @Test
  void credentialsInAnAddressAreUsedAndNeverRepeated() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT,
                "http://user:s3%40cret@localhost:" + collector.port(),
                "otel.java.exporter.otlp.retry.disabled",
                "true")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(1);
      assertThat(collector.headers())
          .allSatisfy(
              headers ->
                  assertThat(headers.get("Authorization")).containsExactly(basic("user:s3@cret")));
      assertThat(agent.telemetry.description())
          .isEqualTo("spans, metrics and log records to http://localhost:" + collector.port());

      collector.answering(path -> 401);
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      collector.answering(path -> 200);
      assertThat(agent.flush()).isTrue();
      assertThat(agent.lines).isNotEmpty().noneMatch(line -> line.contains("cret"));
    }
  }

  @Test
  void aCollectorThatIsNotThereIsToldWithoutTheSecret() {
    try (Agent agent =
        Agent.with(
            ENDPOINT,
            "http://user:s3cret@127.0.0.1:1",
            "otel.java.exporter.otlp.retry.disabled",
            "true")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("http://127.0.0.1:1")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void aHeaderThatIsSetWinsOverTheAddress() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT,
                "http://user:s3cret@localhost:" + collector.port(),
                "otel.exporter.otlp.headers",
                "authorization=Bearer%20x")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.headers())
          .allSatisfy(
              headers -> assertThat(headers.get("Authorization")).containsExactly("Bearer x"));
    }
  }

  @Test
  void theAddressOfASignalHasItsOwnCredentials() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT,
                "http://metrics:one@localhost:" + collector.port(),
                "otel.exporter.otlp.traces.endpoint",
                "http://spans:two@localhost:" + collector.port() + "/v1/traces",
                "otel.exporter.otlp.traces.protocol",
                "grpc")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(1);
      assertThat(collector.headers())
          .extracting(headers -> headers.getFirst("Authorization"))
          .containsExactlyInAnyOrder(
              basic("spans:two"), basic("metrics:one"), basic("metrics:one"));
      assertThat(agent.lines).noneMatch(line -> line.contains("two"));
    }
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "http://user:s3/cret@host:4318",
    "http://user:s3#cret@host:4318",
    "http://user:s3?cret@host:4318",
    "ftp://user:s3cret@host",
    "http://user:s3cret@host:port",
    "http://user:s3@cret@:4318",
    "http://user:s3cret@",
  })
  void whatIsWrongWithAnAddressIsSaidWithoutItsSecret(String endpoint) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Configuration configuration =
        new Configuration(Map.of(ENDPOINT, endpoint), Map.of(), lines::add);
    OtlpSettings.settle(configuration, List.of("traces", "metrics"));
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("setting " + ENDPOINT)
        .doesNotContain("s3")
        .doesNotContain("cret");
    assertThat(configuration.authorization("traces")).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "http://user:p%40ss@host:4318/x, user:p@ss, http://host:4318/x",
    "http://user@host, 'user:', http://host",
    "https://a:b:c@[::1]:4318, a:b:c, https://[::1]:4318",
    "http://a:p@ss@under_score:80, a:p@ss, http://under_score:80",
    "http://user:a b@host:4318, user:a b, http://host:4318",
    "http://:x@host/a@b, ':x', http://host/a@b",
  })
  void anAddressIsTakenApart(String given, String pair, String address) {
    Configuration configuration =
        new Configuration(
            Map.of(ENDPOINT, given),
            Map.of(),
            line -> {
              throw new AssertionError(line);
            });
    OtlpSettings.settle(configuration, List.of("traces"));
    assertThat(configuration.get(ENDPOINT)).isEqualTo(address);
    assertThat(configuration.authorization("traces")).isEqualTo(basic(pair));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "localhost:4318",
    "grpc://localhost:4317",
    "http://",
    "http://local host",
    "http://localhost:4318?x=y",
  })
  void anEndpointThatIsNoneIsNamedAndTheDefaultIsUsed(String endpoint) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Configuration configuration =
        new Configuration(Map.of(ENDPOINT, endpoint), Map.of(), lines::add);
    OtlpSettings.settle(configuration, List.of("traces", "metrics"));
    assertThat(lines).singleElement().asString().contains("setting " + ENDPOINT);
    assertThat(OtlpSettings.destinations(configuration, List.of("traces", "metrics")))
        .extracting(destination -> destination.endpoint().toString())
        .containsExactly("http://localhost:4318/v1/traces", "http://localhost:4318/v1/metrics");
  }

  /** What is wrong with a file, what it is, and what is used instead. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          certificate        | plain words | it holds no certificate in PEM (-----BEGIN CERTIFICATE-----) but something else
          certificate        |             | but nothing; using the JVM's own certificate authorities
          certificate        | -----BEGIN PRIVATE KEY----- x | but a private key
          certificate        | \u00fe\u00ed\u00fe\u00ed | but a Java key store
          certificate        | 0\u0082 | convert it with openssl x509 -inform der
          client.key         | -----BEGIN RSA PRIVATE KEY----- x | it is a key in PKCS#1, hangup reads PKCS#8; convert it with openssl pkcs8 -topk8
          client.key         | -----BEGIN EC PRIVATE KEY----- x | it is a key in SEC 1
          client.key         | -----BEGIN ENCRYPTED PRIVATE KEY----- x | the key is encrypted
          client.key         | -----BEGIN CERTIFICATE----- x | but a certificate; using no client certificate
          client.certificate | -----BEGIN PRIVATE KEY----- x | but a private key; using no client certificate
          """)
  void aFileThatDoesNotFitIsNamedWithWhatItIs(
      String setting, @Nullable String content, String told, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("file.pem");
    Files.write(file, (content == null ? "" : content).getBytes(StandardCharsets.ISO_8859_1));
    String name = "otel.exporter.otlp." + setting;
    try (Collector collector = new Collector();
        Agent agent = Agent.with(ENDPOINT, collector.address(), name, file.toString())) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .startsWith("setting " + name + "=" + file + ": ")
          .contains(told);
    }
  }

  @Test
  void aKeyThatIsRefusedTakesItsCertificateAlongInOneLine(@TempDir Path folder) throws IOException {
    Path key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN RSA PRIVATE KEY-----");
    Path certificate = Files.writeString(folder.resolve("c.pem"), "-----BEGIN CERTIFICATE-----");
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT,
                collector.address(),
                "otel.exporter.otlp.traces.client.key",
                key.toString(),
                "otel.exporter.otlp.traces.client.certificate",
                certificate.toString())) {
      assertThat(agent.lines).singleElement().asString().contains("PKCS#1");
    }
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "otel.bsp.schedule.delay, soon, 'it takes a time such as 5000, 500ms, 30s or 1m', 5s",
    "otel.metric.export.interval, often, 'it takes a time such as 5000, 500ms, 30s or 1m', 1m",
    "otel.bsp.max.queue.size, many, it takes a whole number, 2048",
    "otel.traces.sampler, dice, hangup has no such sampler, parentbased_always_on",
    "otel.bsp.export.timeout, 0, it takes 1 or more, 30s",
  })
  void aLineSaysWhatASettingTakesAndWhatIsUsedInstead(
      String name, String value, String takes, String standard) {
    try (Collector collector = new Collector();
        Agent agent = Agent.with(ENDPOINT, collector.address(), name, value)) {
      assertThat(agent.lines)
          .containsExactly(
              "setting %s=%s cannot be read, %s; using the default, %s"
                  .formatted(name, value, takes, standard));
    }
  }

  @Test
  void aHeaderWithALineBreakIsNamedLeftOutAndNotRepeated() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT,
                collector.address(),
                "otel.exporter.otlp.headers",
                "api-key=s3cret\r\nX: y,tenant=shop,x-b=a%0d%0ab")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.headers())
          .isNotEmpty()
          .allSatisfy(
              headers -> {
                assertThat(headers.getFirst("tenant")).isEqualTo("shop");
                assertThat(headers).doesNotContainKey("Api-key").doesNotContainKey("X-b");
              });
      assertThat(agent.lines)
          .hasSize(2)
          .allMatch(line -> line.startsWith("setting otel.exporter.otlp.headers: the header '"))
          .noneMatch(line -> line.contains("s3cret"));
      assertThat(agent.lines.get(0)).contains("'api-key' has a line break", "it is not sent");
    }
  }

  @Test
  void aFileWithViewsIsNamedAndNothingElseChanges() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT,
                collector.address(),
                "otel.experimental.metrics.view.config",
                "views.yaml")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.metricNames()).contains("websocket.closes");
      assertThat(agent.lines)
          .containsExactly(
              "setting otel.experimental.metrics.view.config=views.yaml: hangup reads no files with"
                  + " views; its metrics are exported as they are");
    }
  }

  /** It would say where to export to, and hangup goes by what else is set. */
  @ParameterizedTest
  @ValueSource(strings = {"otel.config.file", "otel.experimental.config.file"})
  void aConfigurationFileIsRefusedAndTheLineSaysWhatToDo(String name) {
    try (Collector collector = new Collector();
        Agent agent = Agent.with(ENDPOINT, collector.address(), name, "otel.yaml")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.metricNames()).contains("websocket.closes");
      assertThat(agent.lines)
          .containsExactly(
              "setting "
                  + name
                  + "=otel.yaml: hangup alone reads no configuration files; using the otel.*"
                  + " properties and OTEL_* variables. Set there what the file says, or run hangup"
                  + " as an extension of OpenTelemetry's Java agent, which reads it");
    }
  }

  @Test
  void aKeyWithoutItsCertificateIsTold(@TempDir Path directory) throws IOException {
    Path key = Files.writeString(directory.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----");
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT, collector.address(), "otel.exporter.otlp.client.key", key.toString())) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(agent.lines)
          .containsExactly(
              "setting otel.exporter.otlp.client.key="
                  + key
                  + " is of no use alone: set otel.exporter.otlp.client.certificate too, the"
                  + " certificate that belongs to it; no client certificate is sent");
    }
  }

  @Test
  void whoAsksForGrpcGetsHttpAndOneLine() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(ENDPOINT, collector.address(), "otel.exporter.otlp.protocol", "grpc")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(1);
      assertThat(agent.lines)
          .containsExactly(
              "setting otel.exporter.otlp.protocol=grpc: hangup speaks http/protobuf only; sending"
                  + " that to "
                  + collector.address());
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        // endpoint, traces endpoint, traces protocol, where spans go, where metrics go
        "-, -, grpc, http://localhost:4318/v1/traces, http://localhost:4318/v1/metrics",
        "http://c:4317, -, grpc, http://c:4318/v1/traces, http://c:4317/v1/metrics",
        "http://c:9999/, -, grpc, http://c:9999/v1/traces, http://c:9999/v1/metrics",
        "http://c:4318, http://t:4317, grpc, http://t:4318/v1/traces, http://c:4318/v1/metrics",
        "http://c:4318, http://t:4317/x, grpc, http://t:4317/x, http://c:4318/v1/metrics",
        "http://c/otlp, -, -, http://c/otlp/v1/traces, http://c/otlp/v1/metrics",
        "http://c:4318/, http://t:80, -, http://t:80/, http://c:4318/v1/metrics",
      })
  void theEndpointFollowsTheProtocol(
      @Nullable String endpoint,
      @Nullable String tracesEndpoint,
      @Nullable String tracesProtocol,
      String spans,
      String metrics) {
    Map<String, String> properties = new HashMap<>();
    put(properties, ENDPOINT, endpoint);
    put(properties, "otel.exporter.otlp.traces.endpoint", tracesEndpoint);
    put(properties, "otel.exporter.otlp.traces.protocol", tracesProtocol);
    List<String> lines = new CopyOnWriteArrayList<>();
    Configuration configuration = new Configuration(properties, Map.of(), lines::add);
    OtlpSettings.settle(configuration, List.of("traces", "metrics"));
    assertThat(OtlpSettings.destinations(configuration, List.of("traces", "metrics")))
        .extracting(destination -> destination.endpoint().toString())
        .containsExactly(spans, metrics);
    assertThat(lines).hasSize(tracesProtocol == null ? 0 : 1);
  }

  private static void put(Map<String, String> properties, String name, @Nullable String value) {
    if (value != null) {
      properties.put(name, value);
    }
  }

  @Test
  void whatIsExportedWhereIsOneLine() {
    try (Agent agent =
        Agent.with(
            "otel.traces.exporter",
            "otlp",
            "otel.metrics.exporter",
            "prometheus",
            "otel.exporter.prometheus.port",
            "0")) {
      assertThat(agent.telemetry.description())
          .matches(
              "spans and log records to http://localhost:4318, metrics at"
                  + " http://localhost:[0-9]+/metrics");
    }
    assertThat(described("console", "logging", "none"))
        .isEqualTo("spans and metrics to the console");
    assertThat(described("console", "console", "console"))
        .isEqualTo("spans, metrics and log records to the console");
    assertThat(described("none", "none", "none")).isEqualTo("nothing is exported");
  }

  private static String described(String traces, String metrics, String logs) {
    try (Agent agent =
        Agent.with(
            "otel.traces.exporter",
            traces,
            "otel.metrics.exporter",
            metrics,
            "otel.logs.exporter",
            logs)) {
      return agent.telemetry.description();
    }
  }
}
