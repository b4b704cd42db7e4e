// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording has of it, started for something else. */
class FlightsTest {

  @TempDir Path folder;

  @Test
  void aRecordingHasTheHandshakesAndTheCloses() throws Exception {
    Scene scene = new Scene();
    Scene.drop(scene.open("/before"));
    scene.live.flights().recorderSeen();
    Scene.drop(scene.open("/beforeTheRecording"));
    Path file = folder.resolve("flight.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      Scene.drop(scene.open("/chat"));
      scene.begin("netty", "/").refused(404, null);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("hangup."))
            .toList();

    assertThat(scene.observation.suppressedFailures().count()).isZero();
    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .containsExactlyInAnyOrder(
            "hangup.WebSocketHandshake", "hangup.WebSocketClose", "hangup.WebSocketHandshake");
    RecordedEvent close =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("hangup.WebSocketClose"))
            .findAny()
            .orElseThrow();
    assertThat(close.getString("route")).isEqualTo("/chat");
    assertThat(close.getInt("code")).isEqualTo(1006);
    assertThat(close.getString("cause")).isEqualTo("peer_eof");
    assertThat(close.getBoolean("abnormal")).isTrue();
    assertThat(close.getString("evidence")).isNotEmpty();
    assertThat(events)
        .filteredOn(event -> event.hasField("opened") && !event.getBoolean("opened"))
        .singleElement()
        .satisfies(event -> assertThat(event.getInt("status")).isEqualTo(404));
  }
}
