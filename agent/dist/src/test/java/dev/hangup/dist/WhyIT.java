// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code why PID} against a real JVM: the one that all forked applications run on, see the pom. The
 * asking one is the same.
 */
class WhyIT {

  @TempDir Path folder;

  private Fork waiting() throws Exception {
    return Fork.in(folder).with(Fork.library("netty-4.2")).option("-Dhangup.log=off");
  }

  private Fork.Ended why(Fork.Running running, String... options) throws Exception {
    return why(Fork.in(folder), running.process().pid(), options);
  }

  private static Fork.Ended why(Fork from, long pid, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("-jar", Fork.JAR.toString(), "why", Long.toString(pid)));
    command.addAll(List.of(options));
    return from.runWith(command);
  }

  /** Telemetry comes up some time after the first connection, and with it who can be asked. */
  private void awaitDesk(Fork.Running running) throws Exception {
    while (why(running).exitCode() != 0) {
      assertThat(running.process().isAlive()).isTrue();
    }
  }

  private static String all(List<String> lines) {
    return String.join("\n", lines);
  }

  @Test
  void aJvmWithTheAgentTellsWhatIsOpenAndWhatEnded() throws Exception {
    try (Fork.Running running =
        waiting().agent().variable("OTEL_TRACES_EXPORTER", "none").start("app.Waiting")) {
      running.awaitLine("ready", 1);
      running.say("drop");
      running.awaitLine("done", 1);
      awaitDesk(running);

      Fork.Ended report = why(running);
      assertThat(report.err()).isEmpty();
      assertThat(all(report.out()))
          .contains("Process " + running.process().pid() + ", hangup ")
          .contains("2 opened, 2 closed (1 abnormally)")
          .contains("No connection is open.")
          .contains("1 \u00d7 peer_eof \u00b7 1006 Abnormal Closure")
          .contains("1 \u00d7 normal \u00b7 1000 Normal Closure")
          .contains("server netty /echo/{id}");
      assertThat(all(why(running, "--format", "markdown").out()))
          .contains("### 1 \u00d7 peer\\_eof");
      assertThat(all(why(running, "--closes", "--cause", "peer_eof", "--format", "json").out()))
          .contains("\"cause\": \"peer_eof\"")
          .contains("\"lastFrames\": [")
          .doesNotContain("\"cause\": \"normal\"");
      assertThat(all(why(running, "--lang", "ja").out()))
          .contains("\u958b\u3044\u3066\u3044\u308b");
      assertThat(all(Fork.in(folder).runWith(List.of("-jar", Fork.JAR.toString(), "why")).out()))
          .containsPattern(running.process().pid() + " +hangup .*app.Waiting");

      Fork.Ended ended = running.end();
      assertThat(ended.exitCode()).isZero();
      assertThat(left(running)).isEmpty();
    }
  }

  private static List<Path> left(Fork.Running running) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/tmp"))) {
      return all.filter(
              file ->
                  file.getFileName()
                      .toString()
                      .startsWith("hangup-" + running.process().pid() + "-"))
          .toList();
    }
  }

  @Test
  void anOpenConnectionIsListed() throws Exception {
    try (Fork.Running running = waiting().agent().start("app.Talking")) {
      running.awaitLine("ready", 1);
      awaitDesk(running);

      assertThat(all(why(running, "--connections").out()))
          .contains("Open connections: 1")
          .containsPattern("server netty /echo/\\{id} +127.0.0.1:\\d+ ")
          .contains(" 1/1 ");
      running.say("close");
      running.awaitLine("done", 1);
      running.end();
    }
  }

  @Test
  void followTellsEachCloseUntilTheJvmEnds() throws Exception {
    try (Fork.Running running = waiting().agent().start("app.Waiting")) {
      running.awaitLine("ready", 1);
      awaitDesk(running);
      try (Fork.Running following =
          Fork.in(folder)
              .startWith(
                  List.of(
                      "-jar",
                      Fork.JAR.toString(),
                      "why",
                      Long.toString(running.process().pid()),
                      "--follow",
                      "--since",
                      "1h"))) {
        awaitOut(following, " | normal \u00b7 1000 ");
        running.say("drop");
        running.awaitLine("done", 1);
        awaitOut(following, " | peer_eof \u00b7 1006 Abnormal Closure \u00b7 the peer hung up | ");
        running.end();

        Fork.Ended ended = following.end();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).hasSize(2);
        assertThat(all(ended.err())).contains("has ended");
      }
    }
  }

  /** As with {@code why PID --follow | head -1}: nothing may be left that goes on asking. */
  @Test
  void followEndsWhenItsReaderHasGone() throws Exception {
    try (Fork.Running running = waiting().agent().start("app.Waiting")) {
      running.awaitLine("ready", 1);
      awaitDesk(running);
      Process following =
          new ProcessBuilder(
                  Fork.JAVA,
                  "-jar",
                  Fork.JAR.toString(),
                  "why",
                  Long.toString(running.process().pid()),
                  "--follow",
                  "--since=1h")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        assertThat(following.inputReader().readLine()).contains(" | normal ");
        following.getInputStream().close();
        int told = 0;
        while (following.isAlive()) {
          assertThat(running.process().isAlive()).isTrue();
          running.say("drop");
          running.awaitLine("done", ++told);
        }
        assertThat(following.waitFor()).isZero();
      } finally {
        following.destroyForcibly();
      }
      running.end();
    }
  }

  private static void awaitOut(Fork.Running running, String part) throws Exception {
    while (!Files.readString(running.out()).contains(part)) {
      assertThat(running.process().isAlive()).as("%s", Files.readString(running.err())).isTrue();
      running.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void withoutTheAgentItSaysWhatLoadingItCostsAndLoadsIt() throws Exception {
    try (Fork.Running running = waiting().start("app.Waiting")) {
      running.awaitLine("ready", 1);

      Fork.Ended refused = why(running);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err())
          .singleElement()
          .asString()
          .contains("the agent is not in process")
          .contains("--attach");

      assumeTrue(hasAttach(), "the JVM that asks has no jdk.attach");
      why(running, "--attach");
      running.say("drop");
      running.awaitLine("done", 1);
      awaitDesk(running);
      assertThat(all(why(running).out())).contains("1 \u00d7 peer_eof");
      running.end();
    }
  }

  private static boolean hasAttach() throws Exception {
    return Fork.RELEASE > 8
        && new ProcessBuilder(Fork.JAVA, "--list-modules")
            .start()
            .inputReader()
            .lines()
            .anyMatch(line -> line.startsWith("jdk.attach"));
  }

  @Test
  void anAgentThatHasSeenNoWebSocketYetSaysSo() throws Exception {
    try (Fork.Running running = Fork.in(folder).agent().start("app.Idle")) {
      running.awaitLine("ready", 1);

      Fork.Ended refused = why(running);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .singleElement()
          .asString()
          .contains("the agent is in process")
          .contains("WebSocket is not in use there yet");
      running.end();
    }
  }

  @Test
  void offIsOff() throws Exception {
    try (Fork.Running running = waiting().agent().option("-Dhangup.why=off").start("app.Waiting")) {
      running.awaitLine("ready", 1);
      running.say("drop");
      running.awaitLine("done", 1);
      while (!Files.readString(running.err()).contains(", observing netty; ")) {
        assertThat(running.process().isAlive()).isTrue();
      }

      assertThat(why(running).err()).singleElement().asString().contains("hangup.why is off");
      Fork.Ended ended = running.end();
      assertThat(all(ended.err())).doesNotContain("does not exist");
    }
  }

  private static boolean runs(Path setpriv, String java) throws Exception {
    return new ProcessBuilder(
                setpriv.toString(),
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                java,
                "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** As in a container: the first of its own processes, seen from inside and from outside. */
  @Test
  void theFirstProcessOfANamespaceIsAskedByEitherNumber() throws Exception {
    boolean root = Files.getOwner(Path.of("/proc/self")).getName().equals("root");
    assumeTrue(root && Files.exists(Path.of("/usr/bin/nsenter")), "only root can make a namespace");
    Path java = Files.createFile(folder.resolve("java"));
    Files.writeString(
        java,
        "#!/bin/sh\nexec unshare --pid --mount --fork --mount-proc " + Fork.JAVA + " \"$@\"\n");
    assumeTrue(java.toFile().setExecutable(true) && unshares(), "no namespaces can be made here");
    try (Fork.Running running = waiting().java(java).agent().start("app.Waiting")) {
      running.awaitLine("ready", 1);
      long outside = running.process().children().findFirst().orElseThrow().pid();
      List<String> inside = new ArrayList<>(List.of("nsenter", "--target", "" + outside));
      inside.addAll(
          List.of("--pid", "--mount", "--", Fork.JAVA, "-jar", Fork.JAR.toString(), "why"));

      Fork.Ended report = why(Fork.in(folder), outside);
      while (report.exitCode() != 0) {
        assertThat(running.process().isAlive()).as("%s", report.err()).isTrue();
        report = why(Fork.in(folder), outside);
      }
      assertThat(all(report.out())).contains("Process 1, hangup ", "normal \u00b7 1000");
      assertThat(said(inside, "1")).contains("Process 1, hangup ", "normal \u00b7 1000");
      assertThat(said(inside)).containsPattern("(?m)^1 +hangup .*app.Waiting");
      running.end();
    }
  }

  private static String said(List<String> command, String... more) throws Exception {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    return all(process.inputReader().lines().toList());
  }

  private static boolean unshares() throws Exception {
    return new ProcessBuilder("unshare", "--pid", "--mount", "--fork", "--mount-proc", "true")
            .start()
            .waitFor()
        == 0;
  }

  /** Root sees, and may ask, the JVM of another user; that user is refused root's. */
  @Test
  void rootIsShownOtherUsersJvms() throws Exception {
    Path setpriv = Path.of("/usr/bin/setpriv");
    boolean root = Files.getOwner(Path.of("/proc/self")).getName().equals("root");
    assumeTrue(root && Files.exists(setpriv), "only root can be two users");
    assumeTrue(runs(setpriv, Fork.JAVA), "the other user cannot run this JVM");
    boolean open = folder.toFile().setExecutable(true, false);
    assertThat(open && folder.toFile().setReadable(true, false)).isTrue();
    Process theirs =
        new ProcessBuilder(
                setpriv.toString(),
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                Fork.JAVA,
                "-cp",
                Fork.applicationClasses(folder).toString(),
                "app.Idle")
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(theirs.inputReader().readLine()).isEqualTo("ready");

      assertThat(all(Fork.in(folder).runWith(List.of("-jar", Fork.JAR.toString(), "why")).out()))
          .containsPattern("(?m)^" + theirs.pid() + " +- +app.Idle");
      assertThat(all(why(Fork.in(folder), theirs.pid()).err()))
          .contains("the agent is not in process " + theirs.pid());
    } finally {
      theirs.destroyForcibly();
    }
  }

  @Test
  void anotherUsersJvmIsRefusedInOneLine() throws Exception {
    Optional<Path> setpriv =
        Stream.of("/usr/bin/setpriv").map(Path::of).filter(Files::exists).findAny();
    boolean root = Files.getOwner(Path.of("/proc/self")).getName().equals("root");
    assumeTrue(root && setpriv.isPresent(), "only root can be two users");
    assumeTrue(runs(setpriv.get(), Fork.JAVA), "the other user cannot run this JVM");
    try (Fork.Running running = waiting().agent().start("app.Waiting")) {
      running.awaitLine("ready", 1);
      awaitDesk(running);
      Path jar = Files.copy(Fork.JAR, Files.createTempDirectory("why").resolve("hangup.jar"));
      jar.getParent().toFile().setExecutable(true, false);
      jar.getParent().toFile().setReadable(true, false);
      jar.toFile().setReadable(true, false);
      Process asking =
          new ProcessBuilder(
                  setpriv.get().toString(),
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  Fork.JAVA,
                  "-jar",
                  jar.toString(),
                  "why",
                  Long.toString(running.process().pid()))
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .start();
      List<String> said = asking.inputReader().lines().toList();

      assertThat(asking.waitFor()).isEqualTo(1);
      assertThat(said).singleElement().asString().contains("runs as another user (number 0)");
      Files.delete(jar);
      Files.delete(jar.getParent());
      running.end();
    }
  }
}
