// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hangup.observer.ConnectionEvents;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Log records through an SDK of our own: what arrives, and what becomes of what does not. */
class LogsTest {

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String LOGS = "/v1/logs";
  private static final String SUPPRESSED = "websocket.log.records.suppressed";
  private static final Pattern LAST_WORD =
      Pattern.compile("(\\d+) log records? left out at the end");

  private final Collector collector = new Collector();

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void anAbnormalEndArrivesAsOneRecordBesideItsSpan() {
    try (Agent agent = agent("otel.service.name", "chat")) {
      agent.events().ended(Ends.clean());
      agent.events().ended(Ends.reset());
      agent.events().handshakeFailed(Ends.refused());
      assertThat(agent.flush()).isTrue();

      assertThat(collector.records())
          .extracting(LogRecord::getEventName)
          .containsExactly("websocket.close", "websocket.handshake.failed");
      LogRecord close = collector.records().get(0);
      assertThat(close.getBody().getStringValue())
          .isEqualTo("TCP reset by peer | look at the peer");
      assertThat(close.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_WARN);
      assertThat(close.getSeverityText()).isEqualTo("WARN");
      assertThat(Collector.plain(close.getAttributesList()))
          .contains(
              entry("websocket.close.code", 1006L),
              entry("error.type", "peer_reset"),
              entry("http.route", "/chat"));
      Span span = collector.spans().get(1);
      assertThat(close.getTraceId()).isEqualTo(span.getTraceId());
      assertThat(close.getSpanId()).isEqualTo(span.getSpanId());
      assertThat(close.getTimeUnixNano()).isEqualTo(span.getEndTimeUnixNano());
      assertThat(Collector.plain(collector.resourceOfRecords().getAttributesList()))
          .containsEntry("service.name", "chat")
          .containsEntry("telemetry.distro.name", "hangup");
      assertThat(agent.lines).isEmpty();
    }
  }

  @Test
  void recordsHaveAnAddressHeadersAndCompressionOfTheirOwn() {
    try (Collector own = new Collector();
        Agent agent =
            agent(
                "otel.exporter.otlp.logs.endpoint",
                own.address() + LOGS,
                "otel.exporter.otlp.logs.headers",
                "api-key=s3cret",
                "otel.exporter.otlp.logs.compression",
                "gzip")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();

      assertThat(collector.records()).isEmpty();
      assertThat(own.records()).hasSize(1);
      assertThat(own.headers().get(0).getFirst("api-key")).isEqualTo("s3cret");
      assertThat(own.headers().get(0).getFirst("Content-Encoding")).isEqualTo("gzip");
      assertThat(agent.telemetry.description())
          .isEqualTo(
              "spans and metrics to " + collector.address() + ", log records to " + own.address());
    }
  }

  @Test
  void whoAsksForGrpcGetsHttpForRecordsToo() {
    try (Agent agent = agent("otel.exporter.otlp.protocol", "grpc")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.records()).hasSize(1);
      assertThat(agent.lines).hasSize(1);
    }
  }

  @Test
  void onTheConsoleTheyAreLinesOfOurs() {
    try (Agent agent = agent("otel.logs.exporter", "console")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();

      assertThat(collector.records()).isEmpty();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .startsWith(
              "websocket.close 2023-11-14T22:13:21Z WARN 'TCP reset by peer | look at the peer' : ")
          .contains("[logger: dev.hangup:", "websocket.close.code=1006");
    }
  }

  @Test
  void noneIsNone() {
    try (Agent agent = agent("otel.logs.exporter", "none")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.records()).isEmpty();
      assertThat(agent.telemetry.description())
          .isEqualTo("spans and metrics to " + collector.address());
    }
  }

  @Test
  void whereNoEndIsARecordNothingIsSetUpForThem() {
    try (Agent agent = agent("hangup.log", "off")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.records()).isEmpty();
      assertThat(agent.telemetry.description())
          .isEqualTo("spans and metrics to " + collector.address());
    }
  }

  @Test
  void withoutSpansAndWithoutASampleTheRecordIsThere() {
    try (Agent agent = agent("hangup.spans", "none", "otel.traces.sampler", "always_off")) {
      agent.events().ended(Ends.under(Ends.UNSAMPLED, true));
      assertThat(agent.flush()).isTrue();
      assertThat(collector.spans()).isEmpty();
      assertThat(collector.records()).hasSize(1);
    }
  }

  @Test
  void eventsThatNobodyWouldTakeAreToldOnSpansAndInALine() {
    try (Agent agent = agent("hangup.events", "log", "otel.logs.exporter", "none")) {
      assertThat(agent.lines)
          .containsExactly(
              "setting hangup.events=log: otel.logs.exporter=none takes no log records; telling"
                  + " them on spans");
    }
  }

  @Test
  void whatIsRecordedIsSentBeforeTheEnd() {
    try (Agent agent = agent("otel.blrp.schedule.delay", "1h")) {
      agent.events().ended(Ends.reset());
    }
    assertThat(collector.records()).hasSize(1);
  }

  @Test
  void recordsThatAreOverdueGoByThemselves() {
    try (Agent agent = agent("otel.blrp.schedule.delay", "10")) {
      agent.events().ended(Ends.reset());
      ExportFacts.await(() -> collector.records().size() == 1);
    }
  }

  @Test
  void aBackendThatTakesNoRecordsSaysHowToStopThemOnce() {
    collector.answering(path -> path.equals(LOGS) ? 404 : 200);
    try (Agent agent = agent()) {
      for (int i = 0; i < 3; i++) {
        agent.events().ended(Ends.reset());
        assertThat(agent.flush()).isFalse();
      }
      assertThat(collector.spans()).hasSize(3);
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("no OTLP receiver for log records", "otel.logs.exporter=none");
    }
  }

  @Test
  void whatCouldNotBeDeliveredIsCountedOnTheNextRecord() {
    collector.answering(path -> path.equals(LOGS) ? 400 : 200);
    try (Agent agent = agent()) {
      for (int i = 0; i < 3; i++) {
        agent.events().ended(Ends.reset());
        assertThat(agent.flush()).isFalse();
      }
      collector.answering(path -> 200);
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();

      assertThat(collector.records()).hasSize(1);
      assertThat(suppressed(collector.records().get(0))).isEqualTo(3);
    }
  }

  @Test
  void inAStormRecordsAndThoseLeftOutAreAllThatEnded() throws Exception {
    List<String> lines;
    int ends;
    try (Agent agent = agent()) {
      lines = agent.lines;
      ends = storm(agent);
      assertThat(agent.flush()).isTrue();
    }
    assertThat(collector.records()).hasSizeGreaterThanOrEqualTo(50).hasSizeLessThan(ends);
    assertThat(collector.records().size() + suppressed() + told(lines)).isEqualTo(ends);
  }

  @Test
  void aQueueThatIsFullLosesNothingUnseen() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    collector.answering(
        path -> {
          if (path.equals(LOGS)) {
            await(stuck);
          }
          return 200;
        });
    List<String> lines;
    int ends;
    try (Agent agent =
        agent(
            "hangup.log.records.per.second",
            "1000000",
            "otel.blrp.max.queue.size",
            "100",
            "otel.blrp.max.export.batch.size",
            "10",
            "otel.blrp.schedule.delay",
            "1")) {
      lines = agent.lines;
      agent.events().ended(Ends.reset());
      ExportFacts.await(() -> collector.headers().size() > 0);
      ends = 1 + storm(agent);
      stuck.countDown();
      assertThat(agent.flush()).isTrue();
      assertThat(collector.records()).hasSize(100);

      agent.events().ended(Ends.reset());
      ends++;
      assertThat(agent.flush()).isTrue();
    } finally {
      stuck.countDown();
    }
    assertThat(collector.records().size() + suppressed() + told(lines)).isEqualTo(ends);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int storm(Agent agent) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    ConnectionEvents events = agent.events();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int end = 0; end < 2000; end++) {
                  events.ended(Ends.reset());
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return 8000;
  }

  private long suppressed() {
    return collector.records().stream().mapToLong(LogsTest::suppressed).sum();
  }

  private static long suppressed(LogRecord record) {
    return record.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(SUPPRESSED))
        .map(attribute -> attribute.getValue())
        .mapToLong(AnyValue::getIntValue)
        .sum();
  }

  private static long told(List<String> lines) {
    long told = 0;
    for (String line : lines) {
      Matcher last = LAST_WORD.matcher(line);
      told += last.find() ? Long.parseLong(last.group(1)) : 0;
    }
    return told;
  }

  private Agent agent(String... properties) {
    Map<String, String> all = new HashMap<>();
    all.put(ENDPOINT, collector.address());
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    return new Agent(all, Map.of());
  }
}
