// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar and OpenTelemetry's agent in one JVM: one of them exports, and nothing twice. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // theirs takes its time to start
class InsideOpenTelemetryIT {

  private static final String THROUGH_THEIRS =
      "spans, metrics and log records through OpenTelemetry's Java agent";
  private static final String THEIR_DISTRO = "opentelemetry-java-instrumentation";
  private static final String NEWEST = "opentelemetry-agent";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"opentelemetry-agent-floor", "opentelemetry-agent-middle", NEWEST})
  void anExtensionReportsThroughTheirSdk(String version) throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting(collector)
              .agent(theirs(version))
              .option("-Dotel.javaagent.extensions=" + Fork.JAR)
              .run("app.Echo", "drop");

      assertThat(ended.out()).containsExactly("echoed 101 hello");
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent()).hasSize(2);
      assertThat(ended.agent().get(0)).endsWith("observing netty; " + THROUGH_THEIRS);
      toldOnce(collector);
      assertThat(collector.resource())
          .containsEntry("service.name", "echo")
          .containsEntry("telemetry.distro.name", THEIR_DISTRO);
    }
  }

  @ParameterizedTest(name = "ours first: {0}, as an extension too: {1}")
  @CsvSource({"true,false", "false,false", "true,true", "false,true"})
  void twoAgentsTellItOnce(boolean oursFirst, boolean extension) throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended = both(exporting(collector), oursFirst, extension).run("app.Echo", "drop");

      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent()).hasSize(2);
      assertThat(ended.agent().get(0)).endsWith(THROUGH_THEIRS);
      toldOnce(collector);
      assertThat(collector.resource()).containsEntry("telemetry.distro.name", THEIR_DISTRO);
    }
  }

  @ParameterizedTest(name = "ours first: {0}")
  @ValueSource(booleans = {true, false})
  void whereTheirsIsSwitchedOffOursExports(boolean oursFirst) throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          both(exporting(collector), oursFirst, true)
              .option("-Dotel.javaagent.enabled=false")
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent().get(0))
          .doesNotContain(THROUGH_THEIRS)
          .contains("spans, metrics and log records to ");
      toldOnce(collector);
      assertThat(collector.resource())
          .containsEntry("service.name", "echo")
          .containsEntry("telemetry.distro.name", "hangup");
    }
  }

  /** The setting is one for both; ours has one of its own, which wins. */
  @ParameterizedTest(name = "ours first: {0}")
  @ValueSource(booleans = {true, false})
  void whereTheirSdkIsOffOursMayBeOn(boolean oursFirst) throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          both(exporting(collector), oursFirst, true)
              .option("-Dotel.sdk.disabled=true")
              .option("-Dhangup.otel.sdk.disabled=false")
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).isZero();
      toldOnce(collector);
      assertThat(collector.resource()).containsEntry("telemetry.distro.name", "hangup");
    }
  }

  @Test
  void whereAllSdksAreOffTheConsoleIsLeft() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          both(exporting(collector), false, false)
              .option("-Dotel.sdk.disabled=true")
              .run("app.Echo", "drop");

      assertThat(ended.agent().get(0)).endsWith("nothing is exported (otel.sdk.disabled=true)");
      assertThat(ended.closes()).hasSize(1);
      assertThat(collector.spans()).isEmpty();
    }
  }

  /** Their SDK ends with the JVM, too, and must not have ended before we tell. */
  @Test
  void whatEndsWithTheJvmIsTold() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting(collector)
              .agent(theirs(NEWEST))
              .option("-Dotel.javaagent.extensions=" + Fork.JAR)
              .run("app.Echo", "exit");

      assertThat(ended.exitCode()).isEqualTo(3);
      assertThat(collector.spansOf("dev.hangup")).hasSize(1);
      assertThat(attribute(collector.spansOf("dev.hangup").get(0), "websocket.close.cause"))
          .isEqualTo("shutdown");
      assertThat(collector.closes().getAsInt()).isEqualTo(1);
    }
  }

  /** From the client's span to ours at the far end, and each of them was exported. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"opentelemetry-agent-floor", "opentelemetry-agent-middle", NEWEST})
  void bothEndsAreInTheTraceOfWhoeverAskedToConnect(String version) throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting(collector)
              .with(Fork.library("others"))
              .agent(theirs(version))
              .option("-Dotel.javaagent.extensions=" + Fork.JAR)
              .run("app.Traced");

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      List<Span> ours = collector.spansOf("dev.hangup");
      assertThat(ours).hasSize(3);
      Span client = only(collector.spansOf("app"), span -> span.getName().equals("by hand"));
      Span request = only(collector.spansOf(theirNetty(collector)), span -> isBelow(span, client));
      assertThat(attribute(request, "http.response.status_code")).isEqualTo("101");
      assertThat(ours).filteredOn(span -> isBelow(span, request)).hasSize(1);

      // Ours as a client is where the application asked, though it is an event loop that went on.
      Span asks = only(collector.spansOf("app"), span -> span.getName().equals("asks to connect"));
      Span near = only(ours, span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT);
      assertThat(isBelow(near, asks)).isTrue();

      // Whatever they think of their own client, nothing of ours hangs on what was not exported.
      assertThat(ours)
          .allSatisfy(
              span ->
                  assertThat(collector.spans())
                      .extracting(Span::getSpanId)
                      .contains(span.getParentSpanId()));
    }
  }

  private static boolean isBelow(Span span, Span parent) {
    return span.getParentSpanId().equals(parent.getSpanId())
        && span.getTraceId().equals(parent.getTraceId());
  }

  private static Span only(List<Span> spans, Predicate<Span> wanted) {
    List<Span> found = spans.stream().filter(wanted).toList();
    assertThat(found).as("among %s", spans).hasSize(1);
    return found.get(0);
  }

  /** The scope's name has the version of its module in old versions. */
  private static String theirNetty(Collector collector) {
    return collector.scopes().stream()
        .filter(scope -> scope.contains("netty"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("only " + collector.scopes()));
  }

  /** An application that traces by itself, with an API in its own loader, and ours alone. */
  @Test
  void anApplicationsOwnTraceGoesOn() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting(collector).with(Fork.library("others")).agent().run("app.Traced", "sdk");

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      assertThat(collector.spansOf("dev.hangup")).hasSize(2);
      for (Span span : collector.spansOf("dev.hangup")) {
        String side = span.getKind() == Span.SpanKind.SPAN_KIND_SERVER ? "server" : "client";
        assertThat(ended.out())
            .contains(side + ' ' + hex(span.getTraceId()) + ' ' + hex(span.getParentSpanId()));
      }
    }
  }

  /** The first question for a context settles how contexts are kept: it is not ours to ask. */
  @Test
  void anApplicationHasItsSayInHowContextsAreKept() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting(collector).with(Fork.library("others")).agent().run("app.Traced", "late");

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      assertThat(ended.out()).containsExactly("has a say");
      assertThat(collector.spansOf("dev.hangup")).hasSize(2);
    }
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static void toldOnce(Collector collector) {
    assertThat(collector.spansOf("dev.hangup")).hasSize(1);
    Span span = collector.spansOf("dev.hangup").get(0);
    assertThat(span.getName()).isEqualTo("WS /echo/{id}");
    assertThat(attribute(span, "websocket.close.cause")).isEqualTo("peer_eof");
    List<LogRecord> records = collector.recordsOf("dev.hangup");
    assertThat(records).hasSize(1);
    LogRecord record = records.get(0);
    assertThat(Collector.name(record)).isEqualTo("websocket.close");
    assertThat(record.getSeverityText()).isEqualTo("WARN");
    assertThat(record.getBody().getStringValue())
        .startsWith(attribute(span, "websocket.close.evidence") + " | ");
    Map<String, String> ofSpan = Collector.attributes(span.getAttributesList());
    ofSpan.keySet().removeIf(name -> name.startsWith("thread.")); // theirs adds it to spans
    assertThat(Collector.attributes(record.getAttributesList())).containsAllEntriesOf(ofSpan);
    assertThat(record.getTraceId()).isEqualTo(span.getTraceId());
    assertThat(record.getSpanId()).isEqualTo(span.getSpanId());
    assertThat(collector.closes().getAsInt()).isEqualTo(1);
    assertThat(collector.frameBytes()).isEqualTo(10); // five each way, as the span says
  }

  private static String attribute(Span span, String name) {
    return String.valueOf(Collector.attributes(span.getAttributesList()).get(name));
  }

  private Fork exporting(Collector collector) throws IOException {
    return Fork.in(folder)
        .with(Fork.library("netty-4.2"))
        .variable("OTEL_SERVICE_NAME", "echo")
        .variable("OTEL_TRACES_EXPORTER", "otlp")
        .variable("OTEL_METRICS_EXPORTER", "otlp")
        .variable("OTEL_LOGS_EXPORTER", "otlp")
        .variable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        .variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
  }

  private static Fork both(Fork fork, boolean oursFirst, boolean extension) throws IOException {
    if (oursFirst) {
      fork.agent().agent(theirs(NEWEST));
    } else {
      fork.agent(theirs(NEWEST)).agent();
    }
    return extension ? fork.option("-Dotel.javaagent.extensions=" + Fork.JAR) : fork;
  }

  private static Path theirs(String version) throws IOException {
    return Fork.library(version).get(0);
  }
}
