// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JMX and Flight Recorder, where the application uses them and where it does not. */
class MonitorIT {

  @TempDir Path folder;

  private Fork echo() throws Exception {
    return Fork.in(folder)
        .agent()
        .with(Fork.library("netty-4.1")) // 4.2 has events of its own in Flight Recorder
        .variable("OTEL_TRACES_EXPORTER", "none")
        .option("-Dhangup.log=all");
  }

  @Test
  void theBeanComesWithTheApplicationsOwnServer() throws Exception {
    Path classes = folder.resolve("loaded.txt");
    try (Fork.Running running = echo().loadedClasses(classes).start("app.Managed")) {
      running.awaitLine("ready", 1);
      awaitObserving(running);
      running.say("drop");
      running.awaitLine("done", 1);
      // Java 8 itself loads another class of Flight Recorder.
      List<String> loaded =
          Files.readAllLines(classes).stream()
              .filter(
                  line ->
                      line.contains("com.sun.jmx.mbeanserver.JmxMBeanServer ")
                          || line.contains(" jdk.jfr.FlightRecorder "))
              .toList();
      assertThat(loaded).isEmpty();

      running.say("bean");
      running.awaitLine("done", 2);
      running.awaitLine("opened 2", 1);

      Fork.Ended ended = running.end();
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.agent()).noneMatch(line -> line.contains("bean"));
    }
  }

  private static void awaitObserving(Fork.Running running) throws Exception {
    while (!Files.readString(running.err()).contains(", observing netty; ")) {
      assertThat(running.process().isAlive()).isTrue();
      running.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void aFlightRecordingOfSomethingElseHasTheCloses() throws Exception {
    assumeTrue(Fork.RELEASE >= 11, "Java 8 starts no recording this way");
    Path file = folder.resolve("flight.jfr");

    Fork fork = echo().option("-XX:StartFlightRecording=filename=" + file);
    try (Fork.Running running = fork.start("app.Waiting")) {
      running.awaitLine("ready", 1);
      awaitObserving(running);
      running.say("drop");
      running.awaitLine("done", 1);
      assertThat(running.end().exitCode()).isZero();
    }
    List<RecordedEvent> closes =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("hangup.WebSocketClose"))
            .toList();
    RecordedEvent last = closes.get(closes.size() - 1);
    assertThat(last.getString("cause")).isEqualTo("peer_eof");
    assertThat(last.getString("route")).isEqualTo("/echo/{id}");
  }
}
