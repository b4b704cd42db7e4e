// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime as people make it for one application: three modules, and not one of them for us. */
class SmallRuntimeIT {

  @TempDir static Path place;
  private static Path java = Path.of("");

  @TempDir Path folder;

  /** Of the JDK that builds. */
  @BeforeAll
  static void link() {
    boolean possible = Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods"));
    assumeTrue(possible, "this JDK has no jmods to make a runtime of");
    StringWriter said = new StringWriter();
    PrintWriter to = new PrintWriter(said, true);
    int exitCode =
        ToolProvider.findFirst("jlink")
            .orElseThrow()
            .run(
                to,
                to,
                "--add-modules",
                "java.base,java.instrument,java.logging",
                "--output",
                place.resolve("runtime").toString());
    assertThat(exitCode).as("%s", said).isZero();
    java = place.resolve("runtime/bin/java");
  }

  @Test
  void aCollectorGetsTheSpanAndTheMetrics() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          echo()
              .variable("OTEL_TRACES_EXPORTER", "otlp")
              .variable("OTEL_METRICS_EXPORTER", "otlp")
              .variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
              .run("app.Echo", "drop");

      assertThat(ended.out()).containsExactly("echoed 101 hello");
      assertThat(collector.onlySpan().getName()).isEqualTo("WS /echo/{id}");
      assertThat(collector.closes().getAsInt()).isEqualTo(1);
      assertThat(ended.agent())
          .hasSize(2)
          .anyMatch(line -> line.contains(", observing netty; "))
          .anyMatch(line -> line.contains(" | the peer hung up: 1006"));
    }
  }

  @Test
  void prometheusFindsAPage() throws Exception {
    Fork.Ended ended =
        echo()
            .variable("OTEL_METRICS_EXPORTER", "prometheus")
            .variable("OTEL_EXPORTER_PROMETHEUS_PORT", "0")
            .run("app.Echo", "drop");

    assertThat(ended.spans()).hasSize(1);
    assertThat(ended.agent())
        .anyMatch(line -> line.contains("observing netty; spans to the console, metrics at http"));
  }

  @Test
  void theCommandLineWorks() throws Exception {
    Fork.Ended ended =
        Fork.in(folder).java(java).runWith(List.of("-jar", Fork.JAR.toString(), "explain", "1009"));

    assertThat(ended.out().get(0)).isEqualTo("1009 Message Too Big");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void whyIsAskedAndAnswered() throws Exception {
    try (Fork.Running running = echo().start("app.Waiting")) {
      running.awaitLine("ready", 1);
      Fork.Ended report = why(running);
      while (report.exitCode() != 0) {
        assertThat(running.process().isAlive()).as("%s", report.err()).isTrue();
        report = why(running);
      }

      assertThat(String.join("\n", report.out())).contains("1 \u00d7 normal \u00b7 1000");
      running.end();
    }
  }

  /** It has no server of the JDK's. */
  @Test
  void thePageIsServed() throws Exception {
    try (Watched watched = Watched.start(echo())) {
      assertThat(watched.get("/")).startsWith("<!doctype html>");
      assertThat(watched.get("/api/summary")).contains("\"stacks\":[\"netty\"]");
      watched.end();
    }
  }

  @Test
  void attachingNeedsMoreThanItHas() throws Exception {
    try (Fork.Running running = Fork.in(folder).java(java).start("app.Idle")) {
      running.awaitLine("ready", 1);

      assertThat(why(running, "--attach").err())
          .singleElement()
          .asString()
          .contains("this runtime has no jdk.attach")
          .contains("JVMTI.agent_load");
      running.end();
    }
  }

  private Fork.Ended why(Fork.Running running, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("-jar", Fork.JAR.toString(), "why"));
    command.add(Long.toString(running.process().pid()));
    command.addAll(List.of(options));
    return Fork.in(folder).java(java).runWith(command);
  }

  private Fork echo() throws Exception {
    return Fork.in(folder).java(java).agent().with(Fork.library("netty-4.2"));
  }
}
