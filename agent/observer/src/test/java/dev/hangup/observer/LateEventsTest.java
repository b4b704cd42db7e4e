// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateEventsTest {

  private static final Series SERIES = new Series(Role.SERVER, "netty", "/");

  private final List<String> lines = new ArrayList<>();
  private final RecordedEvents telemetry = new RecordedEvents();
  private final LateEvents late = new LateEvents(lines::add);

  @Test
  void whatWasToldBeforeTelemetryWasUpArrivesInOrder() {
    late.opened(SERIES);
    late.pingAnswered(SERIES, 5);
    late.connect(telemetry);
    late.pingAnswered(SERIES, 6);

    assertThat(telemetry.opened).containsExactly(SERIES);
    assertThat(telemetry.pings).containsExactly(5L, 6L);
    assertThat(lines).isEmpty();
  }

  @Test
  void theQueueIsBoundedAndSaysWhatItDropped() {
    for (int i = 0; i < 5000; i++) {
      late.opened(SERIES);
    }
    late.connect(telemetry);

    assertThat(telemetry.opened).hasSize(4096);
    assertThat(lines).singleElement().asString().startsWith("904 events were dropped");
  }

  @Test
  void withoutTelemetryNothingIsKept() {
    late.opened(SERIES);
    late.giveUp();
    late.opened(SERIES);
    late.connect(telemetry);

    assertThat(telemetry.opened).isEmpty();
    assertThat(lines).isEmpty();
  }
}
