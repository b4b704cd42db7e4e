// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our settings in the configuration file of OpenTelemetry's agent, with the real one. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // theirs takes its time to start
class ConfigurationFileIT {

  private static final String NEWEST = "opentelemetry-agent";

  @TempDir Path folder;

  @Test
  void ourSettingsAreInTheirFile() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          inside(NEWEST)
              .variable("OTEL_CONFIG_FILE", file(collector, OURS))
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      isAsSettled(collector, ended);
      assertThat(collector.resource()).containsEntry("service.name", "from the file");
    }
  }

  /** The form that file had then. */
  @Test
  void theFileOfAnOlderAgentIsReadToo() throws Exception {
    try (Collector collector = new Collector()) {
      String older =
          Files.readString(Path.of(file(collector, OURS)))
              .replace("file_format: \"1.0\"", "file_format: \"0.4\"")
              .replace("instrumentation/development:", "instrumentation:");
      Path file = Files.writeString(folder.resolve("older.yaml"), older);
      Fork.Ended ended =
          inside("opentelemetry-agent-middle")
              .option("-Dotel.experimental.config.file=" + file)
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      isAsSettled(collector, ended);
    }
  }

  /** Ours is started first and has to say something before there is a file. */
  @ParameterizedTest(name = "ours first: {0}")
  @ValueSource(booleans = {true, false})
  void twoAgentsShareTheFile(boolean oursFirst) throws Exception {
    try (Collector collector = new Collector()) {
      Fork fork = fork();
      if (oursFirst) {
        fork.agent().agent(theirs(NEWEST));
      } else {
        fork.agent(theirs(NEWEST)).agent();
      }
      Fork.Ended ended =
          fork.option("-Dhangup.log=all")
              .option("-Dotel.config.file=" + file(collector, OURS))
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      isAsSettled(collector, ended);
    }
  }

  @Test
  void whatIsSetForOneProgramWinsOverTheFile() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          inside(NEWEST)
              .option("-Dhangup.capture.path=true")
              .option("-Dhangup.abnormal.spans.per.second=3")
              .variable("HANGUP_ROUTES", "/echo/{other}")
              .variable("OTEL_SDK_DISABLED", "true") // which that agent does not look at, either
              .option("-Dotel.config.file=" + file(collector, OURS))
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      Span span = only(collector);
      assertThat(span.getName()).isEqualTo("WS /echo/{other}");
      assertThat(attributes(span)).containsEntry("url.path", "/echo/4711");
      assertThat(ended.agent()).noneMatch(line -> line.contains("cannot be read"));
    }
  }

  @Test
  void theFileSaysThatNothingIsObserved() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          inside(NEWEST)
              .option("-Dotel.config.file=" + file(collector, "      enabled: false\n"))
              .run("app.Echo", "drop");

      assertThat(ended.exitCode()).as("%s", ended.err()).isZero();
      assertThat(ended.out()).containsExactly("echoed 101 hello");
      assertThat(ended.agent()).isEmpty();
      assertThat(collector.spansOf("dev.hangup")).isEmpty();
    }
  }

  /** Levels, dots and underscores; a text, a number, a list; a slip in a value and in a name. */
  private static final String OURS =
      """
            capture:
              path: false
            routes: ["/none/*", "/echo/{room}"]
            log: off
            log.lines.per.second: 7
            language: ${HANGUP_TEST_LANGUAGE:-hi}
            frames:
              kept: 0
            spans_per_second: 100
            abnormal:
              spans.per.second: many
            captuer:
              client: false
      """;

  private static void isAsSettled(Collector collector, Fork.Ended ended) {
    Span span = only(collector);
    assertThat(span.getName()).isEqualTo("WS /echo/{room}");
    assertThat(span.getEventsList()).isEmpty();
    assertThat(attributes(span)).containsEntry("http.route", "/echo/{room}");
    assertThat(attributes(span)).doesNotContainKey("url.path");
    assertThat(attributes(span).get("websocket.close.remediation"))
        .containsPattern("[\u0900-\u097f]");
    assertThat(ended.agent())
        .filteredOn(line -> line.startsWith("setting "))
        .containsExactlyInAnyOrder(
            "setting hangup.abnormal.spans.per.second=many cannot be read, it takes a whole number"
                + " from 0 to 1000000; using the default, 50",
            "setting hangup.captuer.client does not exist; the nearest that does is"
                + " hangup.capture.client");
  }

  private static Span only(Collector collector) {
    assertThat(collector.spansOf("dev.hangup")).hasSize(1);
    return collector.spansOf("dev.hangup").get(0);
  }

  private static Map<String, String> attributes(Span span) {
    return Collector.attributes(span.getAttributesList());
  }

  private String file(Collector collector, String ours) throws IOException {
    String text =
        """
        file_format: "1.0"
        resource:
          attributes:
            - name: service.name
              value: from the file
        propagator:
          composite:
            - tracecontext:
        tracer_provider:
          processors:
            - batch:
                exporter:
                  otlp_http:
                    endpoint: %s/v1/traces
        meter_provider:
          readers:
            - periodic:
                exporter:
                  otlp_http:
                    endpoint: %s/v1/metrics
        instrumentation/development:
          java:
            hangup:
        %s"""
            .formatted(collector.endpoint(), collector.endpoint(), ours);
    return Files.writeString(folder.resolve("otel.yaml"), text).toString();
  }

  private Fork inside(String version) throws IOException {
    return fork().agent(theirs(version)).option("-Dotel.javaagent.extensions=" + Fork.JAR);
  }

  private Fork fork() throws IOException {
    return Fork.in(folder).with(Fork.library("netty-4.2"));
  }

  private static Path theirs(String version) throws IOException {
    return Fork.library(version).get(0);
  }
}
