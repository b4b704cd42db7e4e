// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.Headers;
import dev.hangup.tap.Handshake;
import dev.hangup.telemetry.TelemetryEvents;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people set for OTLP, each tried against a receiver; the README has the table. */
class OtlpSettingsTest {

  private static final String OTLP = "otel.exporter.otlp.";
  private static final long SIZE = 20;
  private static final String EXPONENTIAL = "base2_exponential_bucket_histogram";

  private final Collector collector = new Collector();
  private final Collector other = new Collector();

  @AfterEach
  void stop() {
    collector.close();
    other.close();
  }

  @Test
  void everythingIsOfOurScopeWithItsVersionAndSchema() {
    try (Agent agent = sending()) {
      tellAll(agent);

      assertThat(TelemetryEvents.version()).isNotEmpty();
      assertThat(collector.metricNames()).contains("websocket.frame.size", "websocket.closes");
      assertThat(collector.scopes())
          .containsExactly(
              "dev.hangup "
                  + TelemetryEvents.version()
                  + " https://opentelemetry.io/schemas/1.44.0");
    }
  }

  /** What is set for a signal takes the place of what is set for all. */
  @Test
  void eachSignalHasItsOwnEndpointHeadersAndCompression() {
    try (Agent agent =
        sending(
            "endpoint", "http://localhost:1",
            "traces.endpoint", collector.address() + "/v1/traces",
            "metrics.endpoint", other.address() + "/v1/metrics",
            "logs.endpoint", other.address() + "/v1/logs",
            "headers", "tenant=both,plain=1",
            "traces.headers", "tenant=one%20of%20them",
            "compression", "gzip",
            "metrics.compression", "none",
            "logs.compression", "none")) {
      tellAll(agent);

      assertThat(collector.spans()).hasSize(1);
      assertThat(collector.metricNames()).isEmpty();
      assertThat(other.spans()).isEmpty();
      assertThat(other.metricNames()).contains("websocket.closes");
      assertThat(other.records()).hasSize(1);
      assertThat(collector.records()).isEmpty();
      assertThat(collector.headers())
          .allSatisfy(headers -> are(headers, "one of them", null, "gzip"));
      assertThat(other.headers()).allSatisfy(headers -> are(headers, "both", "1", null));
      assertThat(agent.lines).isEmpty();
    }
  }

  private static void are(
      Headers headers, String tenant, @Nullable String plain, @Nullable String encoding) {
    assertThat(headers.getFirst("tenant")).isEqualTo(tenant);
    assertThat(headers.getFirst("plain")).isEqualTo(plain);
    assertThat(headers.getFirst("Content-Encoding")).isEqualTo(encoding);
  }

  @ParameterizedTest(name = "for each signal: {0}")
  @ValueSource(booleans = {false, true})
  void aCollectorThatWantsACertificateGetsIt(boolean forEach, @TempDir Path folder)
      throws Exception {
    Certificate certificate = Certificate.make(folder, "both", "dns:localhost");
    Map<String, String> settings = new HashMap<>();
    for (String signal : forEach ? List.of("traces.", "metrics.", "logs.") : List.of("")) {
      settings.put(OTLP + signal + "certificate", certificate.pem().toString());
      settings.put(OTLP + signal + "client.key", certificate.key().toString());
      settings.put(OTLP + signal + "client.certificate", certificate.pem().toString());
    }
    try (Collector secure = new Collector(0, certificate.context(), true)) {
      settings.put(OTLP + "endpoint", "https://localhost:" + secure.port());
      try (Agent agent = new Agent(settings, Map.of())) {
        tellAll(agent);

        assertThat(secure.spans()).hasSize(1);
        assertThat(secure.metricNames()).contains("websocket.closes");
        assertThat(secure.records()).hasSize(1);
        assertThat(agent.lines).isEmpty();
      }
    }
  }

  @Test
  void whoHasNoCertificateIsToldWhichSettingHasIt(@TempDir Path folder) throws Exception {
    Certificate certificate = Certificate.make(folder, "here", "dns:localhost");
    try (Collector secure = new Collector(0, certificate.context(), true);
        Agent agent =
            Agent.with(
                OTLP + "endpoint",
                "https://localhost:" + secure.port(),
                OTLP + "certificate",
                certificate.pem().toString(),
                "otel.java.exporter.otlp.retry.disabled",
                "true",
                "otel.metrics.exporter",
                "none")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();

      assertThat(secure.spans()).isEmpty();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .endsWith(
              "if it wants a certificate of this side, set otel.exporter.otlp.client.key and"
                  + " otel.exporter.otlp.client.certificate");
    }
  }

  /** One signal waits for ever, the other one does not wait for it. */
  @Test
  void aSignalHasItsOwnTimeout() {
    CountDownLatch end = new CountDownLatch(1);
    collector.answering(
        path -> {
          try {
            end.await();
          } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
          }
          return 200;
        });
    try (Agent agent =
        sending("traces.timeout", "100", "metrics.endpoint", other.address() + "/v1/metrics")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();

      assertThat(other.metricNames()).contains("websocket.closes");
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("otel.exporter.otlp.traces.timeout");
    } finally {
      end.countDown();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // counters, gauges that go up and down, histograms, sizes
    "cumulative, CUMULATIVE, CUMULATIVE, CUMULATIVE, CUMULATIVE",
    "delta, DELTA, CUMULATIVE, DELTA, DELTA",
    "lowmemory, DELTA, CUMULATIVE, DELTA, DELTA",
  })
  void temporalityIsAsItIsPreferred(
      String preference, String counter, String upDown, String histogram, String sizes) {
    try (Agent agent = sending("metrics.temporality.preference", preference)) {
      agent.events().opened(Ends.SERIES);
      tellAll(agent);

      assertThat(collector.metric("websocket.closes").getSum().getAggregationTemporality().name())
          .endsWith(counter);
      assertThat(
              collector
                  .metric("websocket.active_connections")
                  .getSum()
                  .getAggregationTemporality()
                  .name())
          .endsWith(upDown);
      assertThat(temporality(collector.metric("websocket.connection.duration")))
          .endsWith(histogram);
      assertThat(temporality(collector.metric("websocket.frame.size"))).endsWith(sizes);
      assertThat(agent.lines).isEmpty();
    }
  }

  private static String temporality(Metric metric) {
    return metric.getHistogram().getAggregationTemporality().name();
  }

  @ParameterizedTest
  @CsvSource({
    // with a sampled span around the record, without one
    "trace_based, true, false",
    "always_on, true, true",
    "always_off, false, false",
  })
  void exemplarsAreAsTheyAreWanted(String filter, boolean sampled, boolean unsampled) {
    for (boolean with : new boolean[] {true, false}) {
      try (Collector here = new Collector();
          Agent agent =
              Agent.with(
                  OTLP + "endpoint",
                  here.address(),
                  "otel.metrics.exemplar.filter",
                  filter,
                  "otel.traces.sampler",
                  with ? "always_on" : "always_off")) {
        agent.events().ended(Ends.clean());
        assertThat(agent.flush()).isTrue();

        assertThat(here.metric("websocket.closes").getSum().getDataPoints(0).getExemplarsList())
            .hasSize((with ? sampled : unsampled) ? 1 : 0);
      }
    }
  }

  /** Sums and counts are exact; a single size is known to its fixed bucket. */
  @ParameterizedTest
  @ValueSource(strings = {"cumulative", "delta"})
  void histogramsAreExponentialForWhoWantsThem(String temporality) {
    try (Agent agent =
        sending(
            "metrics.default.histogram.aggregation", EXPONENTIAL,
            "metrics.temporality.preference", temporality)) {
      agent.sizes.message(true, 1, 100);
      agent.sizes.message(true, 1, 3);
      tellAll(agent);
      agent.sizes.message(true, 1, 70_000);
      assertThat(agent.flush()).isTrue();

      assertThat(collector.metric("websocket.connection.duration").hasExponentialHistogram())
          .isTrue();
      for (String sizes : List.of("websocket.frame.size", "websocket.message.size")) {
        List<ExponentialHistogramDataPoint> points = new ArrayList<>();
        for (Metric metric : collector.all(sizes)) {
          assertThat(metric.hasExponentialHistogram()).isTrue();
          assertThat(metric.getUnit()).isEqualTo("By");
          assertThat(metric.getExponentialHistogram().getAggregationTemporality())
              .isEqualTo(
                  AggregationTemporality.valueOf(
                      "AGGREGATION_TEMPORALITY_" + temporality.toUpperCase(Locale.ROOT)));
          points.addAll(metric.getExponentialHistogram().getDataPointsList());
        }
        if (temporality.equals("cumulative")) {
          points = points.subList(points.size() - 1, points.size());
        }
        assertThat(points.stream().mapToDouble(point -> point.getSum()).sum())
            .isEqualTo(100 + 3 + SIZE + 70_000);
        assertThat(points.stream().mapToLong(point -> point.getCount()).sum()).isEqualTo(4);
      }
      assertThat(agent.lines).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel.java.enabled.resource.providers",
        "otel.java.disabled.resource.providers",
        "otel.resource.providers.aws.enabled"
      })
  void whoChoosesDetectorsIsToldWhatThereIsInstead(String setting) {
    try (Agent agent = Agent.with(OTLP + "endpoint", collector.address(), setting, "true")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();

      assertThat(agent.lines)
          .containsExactly(
              "setting "
                  + setting
                  + "=true: hangup detects its resource by itself; leave attributes out with"
                  + " otel.resource.disabled.keys, add some with otel.resource.attributes");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"otel.resource.disabled.keys", "otel.experimental.resource.disabled.keys"})
  void anAttributeOfTheResourceCanBeLeftOut(String setting) {
    try (Agent agent =
        Agent.with(OTLP + "endpoint", collector.address(), setting, "host.name,process.pid")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();

      assertThat(Collector.plain(collector.resource().getAttributesList()))
          .containsKey("service.instance.id")
          .doesNotContainKeys("host.name", "process.pid");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tracecontext, traceparent, 00-%s-%s-01",
    "b3, b3, %s-%s-1",
    "b3multi, x-b3-traceid, %s",
    "jaeger, uber-trace-id, %s:%s:0:1",
    "ottrace, ot-tracer-traceid, %s",
  })
  void theParentIsReadByEachPropagator(String propagator, String header, String form) {
    String span = "b7ad6b7169203331";
    Handshake handshake =
        Handshake.asServer("netty")
            .header(header, form.formatted(Ends.TRACE, span))
            .header("x-b3-spanid", span)
            .header("x-b3-sampled", "1")
            .header("ot-tracer-spanid", span)
            .header("ot-tracer-sampled", "true");
    try (Agent agent =
        Agent.with(OTLP + "endpoint", collector.address(), "otel.propagators", propagator)) {
      agent.events().ended(Ends.reset(handshake));
      assertThat(agent.flush()).isTrue();

      assertThat(hex(collector.spans().get(0).getTraceId())).endsWith(Ends.TRACE.substring(16));
      assertThat(hex(collector.spans().get(0).getParentSpanId())).isEqualTo(span);
      assertThat(agent.lines).isEmpty();
    }
  }

  /** The rest of the list counts. */
  @ParameterizedTest
  @ValueSource(strings = {"xray", "xray-lambda"})
  void aPropagatorThatIsNotHereIsNamed(String missing) {
    try (Agent agent =
        Agent.with(OTLP + "endpoint", collector.address(), "otel.propagators", "b3," + missing)) {
      agent
          .events()
          .ended(
              Ends.reset(
                  Handshake.asServer("netty").header("b3", Ends.TRACE + "-b7ad6b7169203331-1")));
      assertThat(agent.flush()).isTrue();

      assertThat(hex(collector.spans().get(0).getTraceId())).isEqualTo(Ends.TRACE);
      assertThat(agent.lines)
          .containsExactly(
              "setting otel.propagators=b3,"
                  + missing
                  + ": hangup does not have "
                  + missing
                  + ", it takes tracecontext, baggage, b3, b3multi, jaeger, ottrace, none; using"
                  + " b3");
    }
  }

  @Test
  void aDisabledSdkByVariableSendsNothing() {
    try (Agent agent =
        new Agent(
            Map.of(OTLP + "endpoint", collector.address()), Map.of("OTEL_SDK_DISABLED", "TRUE"))) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();

      assertThat(collector.requests()).isZero();
    }
  }

  /** Settings of OTLP, the names without what is before them all, and values in turn. */
  private Agent sending(String... settings) {
    Map<String, String> map = new HashMap<>();
    map.put(OTLP + "endpoint", collector.address());
    for (int i = 0; i < settings.length; i += 2) {
      map.put(OTLP + settings[i], settings[i + 1]);
    }
    return new Agent(map, Map.of());
  }

  private static void tellAll(Agent agent) {
    agent.sizes.message(true, 1, SIZE);
    agent.events().ended(Ends.reset());
    assertThat(agent.flush()).isTrue();
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
