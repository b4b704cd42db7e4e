// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with ten thousand open connections: none of them ever makes a span, and all of them are
 * told of when somebody asks. What one such look costs is printed, and nothing depends on it.
 */
class ManyOpenIT {

  private static final int MANY = 10_000;
  private static final int FEW = 10;
  private static final int LOOKS = 20;

  private static final String ACTIVE = "(?m)^websocket_active_connections\\{.*\"/echo/\\{id}\".* ";

  /** The JVM raises its own limit to the hard one. */
  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +\\d+ +(\\d+)");

  private static final Pattern PORT = Pattern.compile("(\\d+)\\s");
  private static final Pattern PAGE = Pattern.compile("metrics at (http\\S+)");

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void tenThousandOpenConnectionsAreToldOfWhenSomebodyAsks() throws Exception {
    assumeTrue(openFiles() > MANY + 1000, "this system lets a process open too few files");
    try (Fork.Running server =
        netty()
            .agent()
            .variable("OTEL_TRACES_EXPORTER", "none")
            .variable("OTEL_METRICS_EXPORTER", "prometheus")
            .variable("OTEL_EXPORTER_PROMETHEUS_PORT", "0")
            .start("app.Serving")) {
      String port = awaited(server, server.out(), PORT);
      try (Fork.Running few = netty().start("app.Many", port, "" + FEW);
          Fork.Running others = netty().start("app.Many", port, "" + (MANY - FEW))) {
        few.awaitLine("open", 1);
        String page = awaited(server, server.err(), PAGE);
        others.awaitLine("open", 1);
        assertIsToldOf(server, look(page));
        Duration many = cost(server, page);
        assertThat(others.end().out()).contains("kept " + (MANY - FEW));
        awaitFew(server, page);
        System.out.printf(
            "measured: one scrape takes %d us of CPU with %d connections open, %d us with %d%n",
            many.toNanos() / 1000, MANY, cost(server, page).toNanos() / 1000, FEW);
        few.end();
      }
      server.end();
    }
  }

  private void assertIsToldOf(Fork.Running server, String page) throws Exception {
    assertThat(page)
        .containsPattern(ACTIVE + MANY)
        .containsPattern("(?m)^websocket_connection_age_max_seconds\\{.* \\d")
        .containsPattern("(?m)^websocket_connection_silence_max_seconds\\{.* \\d")
        .doesNotContain("websocket_connections_overdue{");
    String all = why(server, "--connections", "--format", "json");
    assertThat(all).contains("\"count\": " + MANY);
    assertThat(all.split("\"peer\": ", -1)).hasSize(MANY + 1);
    assertThat(why(server)).containsPattern("server netty /echo/\\{id} +" + MANY + " +0 ");
  }

  private void awaitFew(Fork.Running server, String page) throws Exception {
    Pattern active = Pattern.compile(ACTIVE + FEW + "(\\.0)?$", Pattern.MULTILINE);
    while (!active.matcher(look(page)).find()) {
      assertThat(server.process().isAlive()).isTrue();
    }
  }

  private Fork netty() throws Exception {
    return Fork.in(folder).with(Fork.library("netty-4.2"));
  }

  private static int openFiles() throws Exception {
    Path limits = Path.of("/proc/self/limits");
    Matcher most = OPEN_FILES.matcher(Files.exists(limits) ? Files.readString(limits) : "");
    return most.find() ? Integer.parseInt(most.group(1)) : 0;
  }

  private static String awaited(Fork.Running running, Path in, Pattern what) throws Exception {
    Matcher found = what.matcher(Files.readString(in));
    while (!found.find()) {
      assertThat(running.process().isAlive()).as("%s", Files.readString(running.err())).isTrue();
      Thread.onSpinWait();
      found = what.matcher(Files.readString(in));
    }
    return found.group(1);
  }

  private String look(String page) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(page)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private Duration cost(Fork.Running server, String page) throws Exception {
    look(page); // loads classes
    Duration before = cpu(server);
    for (int i = 0; i < LOOKS; i++) {
      look(page);
    }
    return cpu(server).minus(before).dividedBy(LOOKS);
  }

  private static Duration cpu(Fork.Running server) {
    return server.process().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private String why(Fork.Running server, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("-jar", Fork.JAR.toString(), "why"));
    command.add(Long.toString(server.process().pid()));
    command.addAll(List.of(options));
    Fork.Ended said = Fork.in(folder).runWith(command);
    assertThat(said.err()).isEmpty();
    return String.join("\n", said.out());
  }
}
