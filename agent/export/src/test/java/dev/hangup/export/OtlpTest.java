// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import dev.hangup.observer.ObserverSettings;
import dev.hangup.tap.Handshake;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What arrives at a collector, decoded from the wire. */
class OtlpTest {

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";

  private final Collector collector = new Collector();

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void spansAndMetricsArriveUnderTheNamesTheUserGave() {
    try (Agent agent =
        new Agent(
            Map.of(),
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                collector.address(),
                "OTEL_SERVICE_NAME",
                "chat",
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=test",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "api-key=s3cret"))) {
      agent.events().opened(Ends.SERIES);
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();

      assertThat(collector.spans()).extracting(Span::getName).containsExactly("WS /chat");
      assertThat(Collector.plain(collector.resource().getAttributesList()))
          .containsEntry("service.name", "chat")
          .containsEntry("deployment.environment.name", "test")
          .containsEntry("telemetry.distro.name", "hangup");
      assertThat(collector.metricNames())
          .contains(
              "websocket.active_connections",
              "websocket.closes",
              "websocket.connection.duration",
              "websocket.handshakes");
      NumberDataPoint close = collector.metric("websocket.closes").getSum().getDataPoints(0);
      assertThat(Collector.plain(close.getAttributesList()))
          .containsOnly(
              entry("error.type", "peer_reset"),
              entry("http.route", "/chat"),
              entry("websocket.close.cause", "peer_reset"),
              entry("websocket.close.clean", false),
              entry("websocket.close.code", "1006"),
              entry("websocket.close.initiator", "remote"),
              entry("websocket.role", "server"),
              entry("websocket.stack", "netty"));
      assertThat(hex(close.getExemplars(0).getSpanId()))
          .isEqualTo(hex(collector.spans().get(0).getSpanId()));
      assertThat(collector.headers())
          .allSatisfy(
              headers -> {
                assertThat(headers.getFirst("api-key")).isEqualTo("s3cret");
                assertThat(headers.getFirst("Content-Type")).isEqualTo("application/x-protobuf");
              });
      assertThat(agent.lines).isEmpty();
      assertThat(agent.telemetry.description())
          .isEqualTo("spans, metrics and log records to " + collector.address());
    }
  }

  @Test
  void whatGoesOutCanBeCompressed() {
    try (Agent agent =
        Agent.with(ENDPOINT, collector.address(), "otel.exporter.otlp.compression", "gzip")) {
      agent.events().ended(Ends.clean());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(1);
      assertThat(collector.headers())
          .allSatisfy(
              headers -> assertThat(headers.getFirst("Content-Encoding")).isEqualTo("gzip"));
    }
  }

  @Test
  void whatTheSpansSayAddsUpToWhatTheMetricsSay() {
    Random random = new Random(6455);
    try (Agent agent = Agent.with(ENDPOINT, collector.address())) {
      for (int connection = 0; connection < 20; connection++) {
        long[] received = traffic(agent, true, random);
        long[] sent = traffic(agent, false, random);
        agent.events().opened(Ends.SERIES);
        agent
            .events()
            .ended(
                Ends.ended(
                    Handshake.asServer("netty"),
                    random.nextBoolean(),
                    Ends.direction(received[0], received[1], received[2]),
                    Ends.direction(sent[0], sent[1], sent[2])));
      }
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(20);
      for (Map.Entry<String, String> direction :
          Map.of("receive", ".received", "transmit", ".sent").entrySet()) {
        assertThat(total("websocket.frame.size", direction.getKey(), HistogramDataPoint::getCount))
            .isEqualTo(spans("websocket.frames" + direction.getValue()))
            .isPositive();
        assertThat(
                total("websocket.frame.size", direction.getKey(), point -> (long) point.getSum()))
            .isEqualTo(spans("websocket.bytes" + direction.getValue()));
        assertThat(
                total("websocket.message.size", direction.getKey(), HistogramDataPoint::getCount))
            .isEqualTo(spans("websocket.messages" + direction.getValue()));
      }
      Metric frames = collector.metric("websocket.frame.size");
      assertThat(frames.getUnit()).isEqualTo("By");
      assertThat(frames.getHistogram().getDataPointsList())
          .allSatisfy(
              point -> {
                assertThat(point.getExplicitBoundsList())
                    .containsExactly(
                        0d, 16d, 64d, 125d, 512d, 1024d, 4096d, 8192d, 16384d, 65535d, 262144d,
                        1048576d, 16777216d);
                assertThat(point.getBucketCountsList().stream().mapToLong(count -> count).sum())
                    .isEqualTo(point.getCount());
              });
    }
  }

  /** Frames, messages and bytes of one direction of a connection, as the observer counts them. */
  private static long[] traffic(Agent agent, boolean received, Random random) {
    long[] counted = new long[3];
    for (int i = random.nextInt(30); i >= 0; i--) {
      long size = random.nextInt(1 << random.nextInt(1, 21));
      if (random.nextInt(4) == 0) {
        agent.sizes.frame(received, 9, size % 126);
        counted[2] += size % 126;
      } else {
        agent.sizes.message(received, 1 + random.nextInt(2), size);
        counted[1]++;
        counted[2] += size;
      }
      counted[0]++;
    }
    return counted;
  }

  private long total(String metric, String direction, ToLongFunction<HistogramDataPoint> value) {
    return collector.metric(metric).getHistogram().getDataPointsList().stream()
        .filter(
            point ->
                direction.equals(
                    Collector.plain(point.getAttributesList()).get("network.io.direction")))
        .mapToLong(value)
        .sum();
  }

  private long spans(String attribute) {
    return collector.spans().stream()
        .mapToLong(span -> (Long) Collector.plain(span.getAttributesList()).get(attribute))
        .sum();
  }

  @Test
  void sizesSayWhichOpcode() {
    try (Agent agent = Agent.with(ENDPOINT, collector.address())) {
      agent.sizes.message(true, 1, 5);
      agent.sizes.frame(true, 8, 2);
      agent.sizes.frame(true, 3, 1);
      agent.sizes.frame(true, 11, 1);
      assertThat(agent.flush()).isTrue();
      assertThat(opcodes("websocket.frame.size"))
          .containsExactlyInAnyOrder("text", "close", "reserved");
      assertThat(opcodes("websocket.message.size")).containsExactly("text");
    }
  }

  private List<Object> opcodes(String metric) {
    return collector.metric(metric).getHistogram().getDataPointsList().stream()
        .map(point -> Collector.plain(point.getAttributesList()).get("websocket.frame.opcode"))
        .toList();
  }

  @Test
  void sizesAreDeltasForWhoPrefersThem() {
    try (Agent agent =
        Agent.with(
            ENDPOINT,
            collector.address(),
            "otel.exporter.otlp.metrics.temporality.preference",
            "delta")) {
      agent.sizes.message(true, 1, 100);
      assertThat(agent.flush()).isTrue();
      agent.sizes.message(true, 1, 7);
      assertThat(agent.flush()).isTrue();
      agent.events().opened(Ends.SERIES);
      assertThat(agent.flush()).isTrue();

      List<Metric> received = collector.all("websocket.message.size");
      assertThat(received).hasSize(2);
      assertThat(received)
          .allSatisfy(
              metric ->
                  assertThat(metric.getHistogram().getAggregationTemporality())
                      .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA));
      HistogramDataPoint first = received.get(0).getHistogram().getDataPoints(0);
      HistogramDataPoint second = received.get(1).getHistogram().getDataPoints(0);
      assertThat(first.getSum()).isEqualTo(100);
      assertThat(second.getSum()).isEqualTo(7);
      assertThat(second.getCount()).isEqualTo(1);
      assertThat(second.getStartTimeUnixNano()).isEqualTo(first.getTimeUnixNano());
    }
  }

  @Test
  void sizesThatCannotBeReadCostNoOtherMetric() {
    List<String> lines = new CopyOnWriteArrayList<>();
    SdkTelemetry telemetry =
        new SdkTelemetry(
            Map.of(ENDPOINT, collector.address()),
            Map.of(),
            ObserverSettings.DEFAULTS,
            () -> {
              throw new IllegalStateException("boom");
            },
            () -> {
              throw new IllegalStateException("boom");
            },
            lines::add,
            null);
    try {
      telemetry.events().opened(Ends.SERIES);
      assertThat(telemetry.flush(Agent.TIME)).isTrue();
      assertThat(telemetry.flush(Agent.TIME)).isTrue();
      assertThat(collector.metricNames()).contains("websocket.handshakes");
      assertThat(lines)
          .containsExactly(
              "frame and message sizes cannot be read: java.lang.IllegalStateException: boom");
    } finally {
      telemetry.shutdown(Agent.TIME);
    }
  }

  @Test
  void anAbnormalEndIsRecordedThoughItsParentWasNot() {
    try (Agent agent = Agent.with(ENDPOINT, collector.address())) {
      agent.events().ended(Ends.under(Ends.UNSAMPLED, false));
      agent.events().ended(Ends.under(Ends.UNSAMPLED, true));
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans())
          .singleElement()
          .satisfies(
              span -> {
                assertThat(hex(span.getTraceId())).isEqualTo(Ends.TRACE);
                assertThat(Collector.plain(span.getAttributesList()))
                    .containsEntry("websocket.close.code", 1006L);
              });
      assertThat(collector.metricNames()).doesNotContain("websocket.spans.suppressed");
    }
  }

  @Test
  void abnormalEndsOverTheLimitAreCounted() {
    try (Agent agent =
        Agent.with(
            ENDPOINT,
            collector.address(),
            "hangup.abnormal.spans.per.second",
            "3",
            "otel.traces.sampler",
            "traceidratio",
            "otel.traces.sampler.arg",
            "0")) {
      // Well within a second in all likelihood; were it longer, more would be recorded.
      for (int i = 0; i < 100; i++) {
        agent.events().ended(Ends.reset());
      }
      assertThat(agent.flush()).isTrue();
      long recorded = collector.spans().size();
      long suppressed =
          collector.metric("websocket.spans.suppressed").getSum().getDataPoints(0).getAsInt();
      assertThat(recorded).isGreaterThanOrEqualTo(3);
      assertThat(recorded + suppressed).isEqualTo(100);
    }
  }

  @Test
  void aLimitOfAttributesLeavesTheVerdict() {
    try (Agent agent =
        new Agent(
            Map.of(ENDPOINT, collector.address()),
            Map.of("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "8"))) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      Span span = collector.spans().get(0);
      assertThat(Collector.plain(span.getAttributesList()))
          .containsOnlyKeys(
              "websocket.close.cause",
              "websocket.close.clean",
              "websocket.close.code",
              "websocket.close.evidence",
              "websocket.close.initiator",
              "websocket.close.name",
              "websocket.close.remediation",
              "websocket.close.rule");
      assertThat(span.getDroppedAttributesCount()).isPositive();
      assertThat(span.getStatus().getMessage()).isEqualTo("TCP reset by peer");
    }
  }

  @Test
  void aTraceOfOurOwnHasTheConnectionsId() {
    try (Agent agent = Agent.with(ENDPOINT, collector.address())) {
      Handshake handshake = Ends.withConnectionId(Handshake.asServer("netty"));
      agent.events().ended(Ends.reset(handshake));
      agent.events().ended(Ends.reset(handshake));
      agent.events().ended(Ends.reset(Handshake.asServer("netty")));
      assertThat(agent.flush()).isTrue();
      List<String> traces = collector.spans().stream().map(span -> hex(span.getTraceId())).toList();
      assertThat(traces).hasSize(3).doesNotHaveDuplicates().contains(Ends.CONNECTION_ID);
    }
  }

  @Test
  void aTraceCanBeRandom() {
    try (Agent agent = Agent.with(ENDPOINT, collector.address(), "hangup.span.trace", "random")) {
      agent.events().ended(Ends.reset(Ends.withConnectionId(Handshake.asServer("netty"))));
      assertThat(agent.flush()).isTrue();
      assertThat(hex(collector.spans().get(0).getTraceId())).isNotEqualTo(Ends.CONNECTION_ID);
      assertThat(Collector.plain(collector.spans().get(0).getAttributesList()))
          .containsEntry("websocket.connection.id", Ends.CONNECTION_ID);
    }
  }

  @Test
  void aCloseSpanOfAnEndThatWasNotSampledIsRecordedWithIt() {
    try (Agent agent =
        Agent.with(
            ENDPOINT,
            collector.address(),
            "hangup.span.close.after",
            "10ms",
            "otel.traces.sampler",
            "traceidratio",
            "otel.traces.sampler.arg",
            "0")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans())
          .extracting(Span::getName)
          .containsExactlyInAnyOrder("WS /chat", "WS /chat close");
      // An exemplar leads to where the search finds it.
      Span close =
          collector.spans().stream()
              .filter(span -> span.getName().endsWith("close"))
              .findFirst()
              .orElseThrow();
      assertThat(
              hex(
                  collector
                      .metric("websocket.closes")
                      .getSum()
                      .getDataPoints(0)
                      .getExemplars(0)
                      .getSpanId()))
          .isEqualTo(hex(close.getSpanId()));
    }
  }

  @Test
  void nothingIsToldOfThePipelineItself() {
    try (Agent agent = Agent.with(ENDPOINT, collector.address())) {
      for (int i = 0; i < 3; i++) {
        agent.events().opened(Ends.SERIES);
        agent.events().ended(Ends.reset());
        assertThat(agent.flush()).isTrue();
      }
      assertThat(collector.metricNames())
          .contains("websocket.closes")
          .allMatch(name -> name.startsWith("websocket."));
    }
  }

  @Test
  void aResourceIsReadAsOpenTelemetryDoes() {
    try (Agent agent =
        Agent.with(
            ENDPOINT,
            collector.address(),
            "otel.resource.attributes",
            "service.name=other,a=x%2Cy,b=1+1,c=50%,d=%C3%A9,host.name=h",
            "otel.service.name",
            "chat",
            "otel.resource.disabled.keys",
            "host.name")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(Collector.plain(collector.resource().getAttributesList()))
          .containsEntry("service.name", "chat")
          .containsEntry("a", "x,y")
          .containsEntry("b", "1+1")
          .containsEntry("c", "50%")
          .containsEntry("d", "é")
          .containsEntry("telemetry.sdk.name", "opentelemetry")
          .doesNotContainKey("host.name");
    }
  }

  @Test
  void withoutASpanExporterThereAreNoSpansToLeadTo() {
    try (Agent agent = Agent.with(ENDPOINT, collector.address(), "otel.traces.exporter", "none")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).isEmpty();
      assertThat(collector.metric("websocket.closes").getSum().getDataPoints(0).getExemplarsList())
          .isEmpty();
      assertThat(collector.metricNames()).doesNotContain("websocket.spans.suppressed");
      assertThat(agent.telemetry.description())
          .isEqualTo("metrics and log records to " + collector.address());
    }
  }

  @Test
  void theParentIsReadByThePropagatorsTheUserChose() {
    try (Agent agent = Agent.with(ENDPOINT, collector.address(), "otel.propagators", "b3")) {
      agent
          .events()
          .ended(
              Ends.reset(
                  Handshake.asServer("netty")
                      .header(
                          "traceparent", "00-11111111111111111111111111111111-2222222222222222-01")
                      .header("b3", Ends.TRACE + "-b7ad6b7169203331-1")));
      assertThat(agent.flush()).isTrue();
      assertThat(hex(collector.spans().get(0).getTraceId())).isEqualTo(Ends.TRACE);
    }
  }

  @Test
  void whatTheApplicationSetsLaterIsNotForUs() {
    Map<String, String> theirs =
        Map.of(
            ENDPOINT,
            "http://localhost:1",
            "otel.traces.exporter",
            "none",
            "otel.config.file",
            "theirs.yaml",
            "otel.sdk.disabled",
            "true");
    theirs.forEach(System::setProperty);
    try (Agent agent = Agent.with(ENDPOINT, collector.address())) {
      agent.events().ended(Ends.clean());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(1);
      assertThat(agent.lines).isEmpty();
    } finally {
      theirs.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void whatIsSetForUsAloneWins() {
    try (Agent agent =
        new Agent(
            Map.of("otel.exporter.otlp.endpoint", "http://localhost:1"),
            Map.of("HANGUP_OTEL_EXPORTER_OTLP_ENDPOINT", collector.address()))) {
      agent.events().ended(Ends.clean());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(1);
    }
  }

  @Test
  void aPropertyWinsOverAVariable() {
    try (Agent agent =
        new Agent(
            Map.of("otel.exporter.otlp.endpoint", collector.address()),
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:1"))) {
      agent.events().ended(Ends.clean());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).hasSize(1);
    }
  }

  @Test
  void aDisabledSdkReportsNothing() {
    try (Agent agent = Agent.with(ENDPOINT, collector.address(), "otel.sdk.disabled", "true")) {
      agent.events().opened(Ends.SERIES);
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.requests()).isZero();
      assertThat(agent.telemetry.description())
          .isEqualTo("nothing is exported (otel.sdk.disabled=true)");
    }
  }

  @Test
  void whatIsRecordedGoesOutAtShutdown() {
    Agent agent = Agent.with(ENDPOINT, collector.address());
    agent.events().ended(Ends.reset());
    assertThat(agent.telemetry.shutdown(Agent.TIME)).isTrue();
    assertThat(collector.spans()).hasSize(1);
    assertThat(collector.metricNames()).contains("websocket.closes");
    agent.events().ended(Ends.reset());
    assertThat(agent.telemetry.shutdown(Agent.TIME)).isTrue();
    assertThat(collector.spans()).hasSize(1);
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
