// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client and a server, each in a JVM of its own with the agent, and something between them that
 * is known to be to blame, or not to be: what {@code join} makes of what both tell.
 */
class JoinIT {

  private static final Pattern TRACE = Pattern.compile("\"trace_id\":\"([0-9a-f]{32})\"");
  private static final Pattern ID =
      Pattern.compile("\"websocket\\.connection\\.id\":\"([0-9a-f]{32})\"");

  @TempDir Path folder;

  @Test
  void theCulpritIsNamed() throws Exception {
    List<String> server;
    List<String> client;
    int silent;
    int swallowed;
    int reset;
    int dropped;
    int passed;
    try (Fork.Running callee = told("server.json").start("app.Callee")) {
      int port = port(callee);
      try (Between silence = new Between(port);
          Between swallowing = new Between(port);
          Between resetting = new Between(port);
          Between dropping = new Between(port);
          Between passing = new Between(port)) {
        silent = silence.port();
        swallowed = swallowing.port();
        reset = resetting.port();
        dropped = dropping.port();
        passed = passing.port();
        try (Fork.Running caller =
            told("client.json")
                .start(
                    "app.Caller",
                    "" + silent,
                    "" + swallowed,
                    "" + reset,
                    "" + dropped,
                    "" + passed)) {
          for (int each : new int[] {silent, swallowed, reset, dropped, passed}) {
            caller.awaitLine("hello " + each, 1);
          }
          swallowing.swallow();
          caller.say("close " + swallowed);
          resetting.resetTheClient();
          caller.say("drop " + dropped);
          caller.say("close " + passed);
          // A silence of 20 s is one that proxies end. Both sides have seen its last frame by now.
          silence.cutWhenSilentFor(TimeUnit.MILLISECONDS.toNanos(20_500));
          for (int each : new int[] {silent, swallowed, reset, dropped, passed}) {
            caller.awaitLine("ended " + each, 1);
          }
          client = lines("client.json");
          server = lines("server.json");
          caller.end();
        }
      }
      callee.end();
    }

    String joined = join("server.json", "client.json", "--format", "json");
    assertThat(verdict(joined, client, silent)).isEqualTo("between idle-limit-between");
    assertThat(verdict(joined, client, swallowed)).isEqualTo("between close-swallowed");
    assertThat(verdict(joined, client, reset)).isEqualTo("between cut-between");
    assertThat(verdict(joined, client, dropped)).isEqualTo("server dropped");
    assertThat(verdict(joined, client, passed)).isEqualTo("nobody closed");
    assertThat(joined).contains("\"unpaired\": []", "\"repeated\": []");

    // No side had a trace, so both ends of a connection are in the one that has its id.
    assertThat(List.of(server, client)).allSatisfy(lines -> assertThat(lines).hasSize(5));
    assertThat(server).allSatisfy(line -> assertThat(find(TRACE, line)).isEqualTo(find(ID, line)));
    assertThat(client).allSatisfy(line -> assertThat(find(TRACE, line)).isEqualTo(find(ID, line)));
    assertThat(client.stream().map(line -> find(ID, line)))
        .containsExactlyInAnyOrderElementsOf(server.stream().map(line -> find(ID, line)).toList());
  }

  /** A line of more characters than the whole heap could hold. */
  @Test
  void whatIsReadIsNotHeldInMemory() throws Exception {
    try (Writer large = Files.newBufferedWriter(folder.resolve("large.json"))) {
      large.write("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[");
      String span = "{\"name\":\"" + "x".repeat(5_000) + "\",\"attributes\":[]},";
      for (int i = 0; i < 10_000; i++) {
        large.write(span);
      }
      large.write("{}]}]}]}\n{\"websocket.role\":\"client\",\"websocket.close.code\":1006,");
      large.write("\"websocket.connection.id\":\"0123456789abcdef0123456789abcdef\"}\n");
    }
    assertThat(join("large.json"))
        .startsWith("No connection is told by both ends")
        .contains("0123456789abcdef0123456789abcdef  client: 1006");
  }

  private Fork told(String file) throws IOException {
    return Fork.in(folder)
        .agent()
        .with(Fork.library("netty-4.1"))
        .option("-Dhangup.log=all")
        .option("-Dhangup.log.format=json")
        .option("-Dhangup.log.to=" + file);
  }

  private static int port(Fork.Running callee) throws Exception {
    while (true) {
      for (String line : Files.readAllLines(callee.out())) {
        if (line.startsWith("port ") && Files.readString(callee.out()).endsWith("\n")) {
          return Integer.parseInt(line.substring("port ".length()));
        }
      }
      if (!callee.process().isAlive()) {
        throw new IllegalStateException(Files.readString(callee.err()));
      }
      callee.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  /** All five; the time limit of the test is the only one. */
  private List<String> lines(String file) throws Exception {
    Path path = folder.resolve(file);
    while (!Files.exists(path) || Files.readString(path).lines().count() < 5) {
      Thread.sleep(20);
    }
    return Files.readAllLines(path);
  }

  private String join(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("-jar", Fork.JAR.toString(), "join"));
    command.addAll(List.of(arguments));
    Fork.Ended ended = Fork.in(folder).option("-Xmx32m").runWith(command);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    return String.join("\n", ended.out());
  }

  /** Of the connection that the client made to a port. */
  private static String verdict(String joined, List<String> client, int port) {
    String line =
        client.stream()
            .filter(each -> each.contains("\"server.port\":" + port + ","))
            .findFirst()
            .orElseThrow();
    Matcher verdict =
        Pattern.compile(
                "\"connection\": \""
                    + find(ID, line)
                    + "\",\\s+\"blame\": \"([^\"]*)\",\\s+\"rule\": \"([^\"]*)\"")
            .matcher(joined);
    assertThat(verdict.find()).as(joined).isTrue();
    return verdict.group(1) + " " + verdict.group(2);
  }

  private static String find(Pattern pattern, String line) {
    Matcher found = pattern.matcher(line);
    return found.find() ? found.group(1) : "none in " + line;
  }
}
