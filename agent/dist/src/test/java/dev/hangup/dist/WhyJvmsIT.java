// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.lowering.Jvms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code why} between JVMs of different releases: this one asks the other, and the other asks
 * itself. Those that are not there are skipped by name; {@code .ci/run} looks for all.
 */
class WhyJvmsIT {

  @TempDir Path folder;

  private static Path jvm(int release) throws Exception {
    boolean thisOne = Runtime.version().feature() == release;
    Path java = thisOne ? Jvms.thisOne() : Jvms.ofRelease(release);
    assumeTrue(java != null, "there is no Java " + release + " here");
    return java;
  }

  private Fork waiting(Path java) throws Exception {
    return Fork.in(folder).java(java).with(Fork.library("netty-4.2")).option("-Dhangup.log=off");
  }

  private Fork.Ended why(Path from, Fork.Running running, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("-jar", Fork.JAR.toString(), "why"));
    command.add(Long.toString(running.process().pid()));
    command.addAll(List.of(options));
    return Fork.in(folder).java(from).runWith(command);
  }

  /** Telemetry comes up some time after the first connection, and with it who can be asked. */
  private void awaitDesk(Path from, Fork.Running running) throws Exception {
    for (Fork.Ended asked = why(from, running); asked.exitCode() != 0; asked = why(from, running)) {
      assertThat(running.process().isAlive()).as("%s", asked.err()).isTrue();
    }
  }

  private static void drop(Fork.Running running) throws Exception {
    running.say("drop");
    running.awaitLine("done", 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 11, 17, 21, 25})
  void anAgentThatWasThereFromTheStartTells(int release) throws Exception {
    Path java = jvm(release);
    try (Fork.Running running = waiting(java).agent().start("app.Waiting")) {
      running.awaitLine("ready", 1);
      drop(running);
      awaitDesk(java, running);

      for (Path from : List.of(java, Jvms.thisOne())) {
        Fork.Ended report = why(from, running);
        assertThat(report.err()).isEmpty();
        assertThat(String.join("\n", report.out()))
            .containsPattern("(?m)^  JVM +.* (1\\.)?" + release + "[.+-]")
            .contains("1 \u00d7 peer_eof \u00b7 1006", "1 \u00d7 normal \u00b7 1000");
      }
      running.end();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 11, 17, 21, 25})
  void anAgentThatWasNotThereIsLoaded(int release) throws Exception {
    Path java = jvm(release);
    assumeTrue(
        ModuleLayer.boot().findModule("jdk.attach").isPresent(), "this JVM has no jdk.attach");
    try (Fork.Running running = waiting(java).start("app.Waiting")) {
      running.awaitLine("ready", 1);

      assertThat(why(java, running).err())
          .singleElement()
          .asString()
          .contains("the agent is not in process", "--attach");
      why(Jvms.thisOne(), running, "--attach");
      drop(running);
      awaitDesk(java, running);
      assertThat(String.join("\n", why(java, running).out()))
          .contains("1 \u00d7 peer_eof \u00b7 1006");
      running.end();
    }
  }
}
