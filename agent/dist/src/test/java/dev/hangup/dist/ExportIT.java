// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the JVM, seen from outside: a real jar in a real JVM, a collector and a scrape. */
class ExportIT {

  private static final Pattern METRICS = Pattern.compile("metrics at (http://\\S+/metrics)");

  @TempDir Path folder;

  @Test
  void aCollectorGetsTheSpanAndTheMetricsOfADroppedConnection() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting("otlp", "otlp")
              .variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
              .variable("OTEL_LOGS_EXPORTER", "otlp")
              .variable("OTEL_SERVICE_NAME", "echo")
              .variable("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).isZero();
      Span span = collector.onlySpan();
      assertThat(span.getName()).isEqualTo("WS /echo/{id}");
      assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
      assertThat(Collector.attributes(span.getAttributesList()))
          .containsEntry("websocket.close.code", "1006")
          .containsEntry("websocket.close.cause", "peer_eof")
          .containsEntry("websocket.close.initiator", "remote")
          .containsEntry("websocket.frames.received", "1")
          .containsEntry("websocket.bytes.sent", "5")
          .containsKeys("websocket.close.evidence", "websocket.close.remediation");
      assertThat(span.getEventsList())
          .extracting(Span.Event::getName)
          .containsExactly("websocket.frame", "websocket.frame");
      assertThat(collector.resource())
          .containsEntry("service.name", "echo")
          .containsEntry("deployment.environment.name", "test");
      assertThat(Collector.attributes(collector.closes().getAttributesList()))
          .containsEntry("websocket.close.code", "1006")
          .containsEntry("websocket.close.cause", "peer_eof")
          .containsEntry("http.route", "/echo/{id}");
      assertThat(collector.closes().getAsInt()).isEqualTo(1);
      assertThat(collector.frameBytes()).isEqualTo(10); // five each way, as the span says
      assertThat(collector.recordsOf("dev.hangup"))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.getEventName()).isEqualTo("websocket.close");
                assertThat(record.getSeverityText()).isEqualTo("WARN");
                assertThat(record.getSpanId()).isEqualTo(span.getSpanId());
                assertThat(Collector.attributes(record.getAttributesList()))
                    .isEqualTo(Collector.attributes(span.getAttributesList()));
              });
    }
  }

  @Test
  void aCollectorThatIsNotThereCostsOneLineAndNothingElse() throws Exception {
    // Bound and not listening: nobody is there, and nobody else can come.
    try (Socket reserved = new Socket()) {
      reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int nobody = reserved.getLocalPort();
      Fork.Ended ended =
          exporting("otlp", "otlp")
              .variable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + nobody)
              .run("app.Echo", "clean");

      assertThat(ended.out()).containsExactly("echoed 101 hello [-120, 2, 3, -24]");
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent())
          .filteredOn(line -> line.contains("localhost:" + nobody) && !line.startsWith("version"))
          .hasSize(1);
    }
  }

  @Test
  void aScrapeFindsTheCloseWithItsCause() throws Exception {
    Fork fork = exporting("none", "prometheus").variable("OTEL_EXPORTER_PROMETHEUS_PORT", "0");
    try (Fork.Running running = fork.start("app.Waiting")) {
      running.awaitLine("ready", 1);
      running.say("drop");
      running.awaitLine("done", 1);
      URI metrics = metricsOf(running);

      String page = scrape(metrics);
      while (!page.contains("websocket_close_cause=\"peer_eof\"")) {
        page = scrape(metrics);
      }

      assertThat(page)
          .containsPattern(
              "websocket_closes_total\\{error_type=\"peer_eof\",http_route=\"/echo/\\{id}\",.*websocket_close_code=\"1006\"")
          .contains("websocket_frame_size_bytes_bucket", "websocket_handshakes_total");
      assertThat(running.end().exitCode()).isZero();
    }
  }

  @Test
  void aConsoleThatIsReadDoesNotFallSilent() throws Exception {
    Fork.Ended ended =
        exporting("console", "none")
            .option("-Dhangup.spans.per.second=1000")
            .run("app.Echo", "often");

    assertThat(ended.spans()).hasSize(250);
  }

  private Fork exporting(String traces, String metrics) throws IOException {
    return Fork.in(folder)
        .agent()
        .with(Fork.library("netty-4.2"))
        .variable("OTEL_TRACES_EXPORTER", traces)
        .variable("OTEL_METRICS_EXPORTER", metrics);
  }

  /** Waits for the line that says where; the time limit of the test is the only one. */
  private static URI metricsOf(Fork.Running running) throws Exception {
    while (true) {
      Matcher told = METRICS.matcher(Files.readString(running.err()));
      if (told.find()) {
        return URI.create(told.group(1));
      }
      if (!running.process().isAlive()) {
        throw new IllegalStateException("ended early: " + Files.readString(running.err()));
      }
      running.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static String scrape(URI metrics) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
