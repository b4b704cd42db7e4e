// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
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

/** The port for Prometheus in an application in which nobody has used WebSocket yet. */
class IdleIT {

  private static final Pattern METRICS = Pattern.compile("metrics at (http://\\S+/metrics),");

  @TempDir Path folder;

  @Test
  void anIdleServiceIsUpAndItsMetricsComeWithTheFirstConnection() throws Exception {
    Path classes = folder.resolve("loaded.txt");
    Fork fork = idle().variable("OTEL_EXPORTER_PROMETHEUS_PORT", "0").loadedClasses(classes);
    try (Fork.Running running = fork.start("app.Idle")) {
      running.awaitLine("ready", 1);
      URI metrics = metricsOf(running);
      assertThat(get(metrics).statusCode()).isEqualTo(200);
      assertThat(get(metrics).body())
          .contains("target_info{telemetry_distro_name=\"hangup\"} 1")
          .doesNotContain("websocket");
      assertThat(Files.readAllLines(classes))
          .noneMatch(line -> line.contains(" io.opentelemetry."))
          .noneMatch(line -> line.contains(" io.prometheus."))
          .noneMatch(line -> line.contains(" net.bytebuddy."))
          .noneMatch(line -> line.contains("java.util.logging."))
          .noneMatch(line -> line.contains(" dev.hangup.observer.Observation "));

      running.say("drop");
      running.awaitLine("done", 1);
      while (!get(metrics).body().contains("websocket_close_cause=\"peer_eof\"")) {
        assertThat(running.process().isAlive()).isTrue();
      }

      Fork.Ended ended = running.end();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent())
          .contains("metrics at " + metrics + ", none before WebSocket is in use")
          .anyMatch(line -> line.matches("version .*, observing netty; metrics at " + metrics));
    }
  }

  @Test
  void aPortThatIsTakenIsOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      String port = Integer.toString(taken.getLocalPort());
      Fork fork = idle().variable("OTEL_EXPORTER_PROMETHEUS_PORT", port);
      try (Fork.Running running = fork.start("app.Idle")) {
        running.awaitLine("ready", 1);
        awaitSaid(running, "no Prometheus endpoint on localhost:" + port);
        running.say("drop");
        running.awaitLine("done", 1);
        awaitSaid(running, "observing netty");

        Fork.Ended ended = running.end();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.agent())
            .filteredOn(line -> line.contains("no Prometheus endpoint"))
            .hasSize(1);
        assertThat(ended.closes()).hasSize(1);
      }
    }
  }

  @Test
  void thePortIsTheApplicationsAsSoonAsItLoadsAnExporterOfItsOwn() throws Exception {
    Fork fork = idle().variable("OTEL_EXPORTER_PROMETHEUS_PORT", "0");
    try (Fork.Running running = fork.start("app.Idle")) {
      running.awaitLine("ready", 1);
      URI metrics = metricsOf(running);
      assertThat(get(metrics).statusCode()).isEqualTo(200);

      running.say("load " + System.getProperty("hangup.parts"));
      running.awaitLine("done", 1);
      try (ServerSocket theirs =
          new ServerSocket(metrics.getPort(), 1, InetAddress.getByName("localhost"))) {
        assertThat(theirs.isBound()).isTrue();
      }

      Fork.Ended ended = running.end();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent())
          .filteredOn(line -> line.contains("brings a Prometheus exporter of its own"))
          .hasSize(1);
    }
  }

  @Test
  void whatIsOverSoonOpensNothing() throws Exception {
    Fork.Ended ended =
        Fork.in(folder).agent().variable("OTEL_METRICS_EXPORTER", "prometheus").run("app.Hello");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).isEmpty();
  }

  private Fork idle() throws Exception {
    return Fork.in(folder)
        .agent()
        .with(Fork.library("netty-4.1"))
        .option("-Dhangup.log=all")
        .variable("OTEL_TRACES_EXPORTER", "none")
        .variable("OTEL_METRICS_EXPORTER", "prometheus");
  }

  /** The time limit of the test is the only one. */
  private static void awaitSaid(Fork.Running running, String part) throws Exception {
    while (!Files.readString(running.err()).contains(part)) {
      live(running);
      running.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static void live(Fork.Running running) throws Exception {
    if (!running.process().isAlive()) {
      throw new IllegalStateException("ended early: " + Files.readString(running.err()));
    }
  }

  private static URI metricsOf(Fork.Running running) throws Exception {
    while (true) {
      Matcher told = METRICS.matcher(Files.readString(running.err()));
      if (told.find()) {
        return URI.create(told.group(1));
      }
      live(running);
      running.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static HttpResponse<String> get(URI metrics) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
  }
}
