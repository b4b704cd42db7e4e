// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A collector that is down, slow or refusing: one line, bounded memory, recovery by itself. */
class TroubleTest {

  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String NO_RETRY = "otel.java.exporter.otlp.retry.disabled";

  @Test
  void aCollectorThatIsDownIsToldOnceAndItsReturnOnce() throws IOException {
    int port = freePort();
    String address = "http://localhost:" + port;
    try (Agent agent = Agent.with(ENDPOINT, address, NO_RETRY, "true")) {
      for (int i = 0; i < 5; i++) {
        agent.events().ended(Ends.reset());
        assertThat(agent.flush()).isFalse();
      }
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .startsWith("not exporting: cannot connect to " + address)
          .contains("set " + ENDPOINT, "otel.traces.exporter=none");

      try (Collector collector = new Collector(port, null)) {
        agent.events().ended(Ends.reset());
        assertThat(agent.flush()).isTrue();
        assertThat(collector.spans()).hasSize(1);
        assertThat(agent.lines).hasSize(2);
        assertThat(agent.lines.get(1))
            .isEqualTo("exporting to " + address + " again; 15 exports had failed");
      }
    }
  }

  @Test
  void metricsLoseNothingWhileTheCollectorIsAway() {
    try (Collector collector = new Collector();
        Agent agent = Agent.with(ENDPOINT, collector.address(), NO_RETRY, "true")) {
      collector.answering(path -> 500);
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      collector.answering(path -> 200);
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      assertThat(collector.metric("websocket.closes").getSum().getDataPoints(0).getAsInt())
          .isEqualTo(2);
    }
  }

  @Test
  void aShutdownDoesNotWaitForAStuckCollector() {
    CountDownLatch stuck = new CountDownLatch(1);
    try (Collector collector = new Collector()) {
      Agent agent = Agent.with(ENDPOINT, collector.address());
      collector.answering(
          path -> {
            await(stuck);
            return 200;
          });
      agent.events().ended(Ends.reset());
      assertThat(agent.telemetry.shutdown(Duration.ofMillis(200).toNanos())).isFalse();
      stuck.countDown();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | set otel.exporter.otlp.endpoint
          401 | set otel.exporter.otlp.headers
          403 | set otel.exporter.otlp.headers
          404 | set otel.exporter.otlp.endpoint to the address before /v1/traces
          405 | set otel.exporter.otlp.endpoint to the address before /v1/traces
          413 | lower otel.bsp.max.export.batch.size
          415 | set otel.exporter.otlp.endpoint to the collector's OTLP/HTTP port
          503 | overloaded or not ready
          500 | set otel.exporter.otlp.endpoint
          302 | set otel.exporter.otlp.endpoint
          """)
  void aRefusalSaysWhatToSet(int status, String remedy) {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                ENDPOINT,
                collector.address(),
                NO_RETRY,
                "true",
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none")) {
      collector.answering(path -> status);
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .startsWith("not exporting: " + collector.address() + "/v1/traces answers " + status)
          .contains(remedy);
    }
  }

  @Test
  void aBackendThatTakesSpansOnlySaysHowToStopTheMetrics() {
    try (Collector collector = new Collector();
        Agent agent = Agent.with(ENDPOINT, collector.address())) {
      collector.answering(path -> path.equals("/v1/metrics") ? 404 : 200);
      for (int i = 0; i < 3; i++) {
        agent.events().ended(Ends.reset());
        assertThat(agent.flush()).isFalse();
      }
      assertThat(collector.spans()).hasSize(3);
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("/v1/metrics answers 404", "or otel.metrics.exporter=none");
    }
  }

  @Test
  void theSettingToChangeIsTheOneThatWasUsed() {
    try (Collector collector = new Collector();
        Agent agent =
            Agent.with(
                "otel.exporter.otlp.traces.endpoint",
                collector.address() + "/wrong",
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none")) {
      collector.answering(path -> 404);
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("set otel.exporter.otlp.traces.endpoint to the whole address");
    }
  }

  @Test
  void aGrpcPortIsRecognisedByWhatItAnswers() throws IOException {
    // an empty SETTINGS frame of HTTP/2 (RFC 9113 6.5), which is what a gRPC server begins with
    byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
    try (RawServer server = new RawServer(settings);
        Agent agent =
            Agent.with(
                ENDPOINT,
                "http://localhost:" + server.port(),
                NO_RETRY,
                "true",
                "otel.metrics.exporter",
                "none")) {
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isFalse();
      assertThat(agent.lines)
          .singleElement()
          .asString()
          .contains("does not speak HTTP/1.1", "gRPC", "set " + ENDPOINT, "4318");
    }
  }

  @Test
  void anAnswerThatNeverComesNamesTheTimeout() throws IOException {
    // The system accepts the connection; nobody ever reads from it.
    try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      try (Agent agent =
          Agent.with(
              ENDPOINT,
              "http://localhost:" + mute.getLocalPort(),
              "otel.exporter.otlp.timeout",
              "50",
              "otel.metrics.exporter",
              "none")) {
        agent.events().ended(Ends.reset());
        assertThat(agent.flush()).isFalse();
        assertThat(agent.lines)
            .singleElement()
            .asString()
            .contains("no answer from", "otel.exporter.otlp.timeout");
      }
    }
  }

  @Test
  void ourThreadsHoldNothingAndEndWithUs() {
    try (Collector collector = new Collector()) {
      Agent agent =
          Agent.with(
              ENDPOINT,
              collector.address(),
              "otel.metrics.exporter",
              "otlp,prometheus",
              "otel.exporter.prometheus.port",
              "0");
      agent.events().ended(Ends.reset());
      assertThat(agent.flush()).isTrue();
      List<Thread> ours = ours();
      assertThat(ours)
          .extracting(Thread::getName)
          .contains("hangup-export", "hangup-prometheus", "hangup-spans");
      assertThat(ours).allMatch(Thread::isDaemon);
      assertThat(ours).allMatch(thread -> thread.getContextClassLoader() == null);
      assertThat(agent.telemetry.shutdown(Agent.TIME)).isTrue();
      ExportFacts.await(() -> ours.stream().noneMatch(Thread::isAlive));
    }
  }

  private static List<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getName().startsWith("hangup-")
                    || thread.getName().startsWith("PeriodicMetricReader"))
        .filter(Thread::isAlive)
        .toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
