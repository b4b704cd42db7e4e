// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.codec.Role;
import dev.hangup.tap.Handshake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateEventsTest {

  private static final Series SERIES = new Series(Role.SERVER, "netty", "/");

  private final List<String> lines = new ArrayList<>();
  private final RecordedEvents telemetry = new RecordedEvents();
  private final List<Throwable> failures = new ArrayList<>();
  private final LateEvents late = new LateEvents(lines::add);

  @Test
  void whatWasToldBeforeTelemetryWasUpArrivesInOrder() {
    late.opened(SERIES);
    late.pingAnswered(SERIES, 5);
    late.connect(telemetry, failures::add);
    late.pingAnswered(SERIES, 6);

    assertThat(telemetry.opened).containsExactly(SERIES);
    assertThat(telemetry.pings).containsExactly(5L, 6L);
    assertThat(lines).isEmpty();
  }

  @Test
  void theQueueIsBoundedAndSaysWhatItDropped() {
    for (int i = 0; i < 5000; i++) {
      late.pingAnswered(SERIES, i);
    }
    late.connect(telemetry, failures::add);

    assertThat(telemetry.pings).hasSize(4096);
    assertThat(lines).singleElement().asString().startsWith("904 events were dropped");
  }

  /** After a restart all clients come back at once, and telemetry is not up yet. */
  @Test
  void theOpenOnesAreCountedRightHoweverManyThereWere() {
    EndedConnection ended = SimulatedConnection.asServer().localClose().ended();
    for (int i = 0; i < 20_000; i++) {
      late.opened(ended.series());
    }
    for (int i = 0; i < 5000; i++) {
      late.ended(ended);
    }
    late.lost(ended.series());
    late.connect(telemetry, failures::add);

    assertThat(telemetry.opened).hasSize(20_000);
    assertThat(telemetry.ended).hasSize(4096);
    assertThat(telemetry.lost).hasSize(904 + 1);
    assertThat(lines).singleElement().asString().startsWith("904 events were dropped");
  }

  @Test
  void aLineWaitsForTelemetryAndIsWrittenWithoutWhereThatNeverComes() {
    EndedConnection ended = SimulatedConnection.asServer().localClose().ended();
    late.opened(ended.series());
    late.ended(ended, line("first"));
    assertThat(lines).isEmpty();
    late.giveUp();
    late.ended(ended, line("second"));

    assertThat(lines).containsExactly("first", "second");
  }

  @Test
  void aLineThatWaitedIsTelemetrysToWrite() {
    EndedConnection ended = SimulatedConnection.asServer().localClose().ended();
    late.opened(ended.series());
    late.ended(ended, line("plain"));
    late.connect(
        new ForwardedEvents(telemetry) {
          @Override
          public void ended(EndedConnection connection, EndLine line) {
            line.write("with the trace");
          }
        },
        failures::add);

    assertThat(lines).containsExactly("with the trace");
  }

  @Test
  void aLineThatFindsNoRoomToWaitIsWrittenAtOnce() {
    EndedConnection ended = SimulatedConnection.asServer().localClose().ended();
    for (int i = 0; i < 4096; i++) {
      late.pingAnswered(SERIES, i);
    }
    late.ended(ended, line("at once"));

    assertThat(lines).containsExactly("at once");
  }

  /** The same for an upgrade that failed. */
  @Test
  void itsLineWaitsToo() {
    SimulatedConnection refused = SimulatedConnection.begun(Handshake.asServer("netty"));
    refused.wire.refused(404, null);
    FailedHandshake failed = refused.events.failed.get(0);
    late.handshakeFailed(failed, line("first"));
    assertThat(lines).isEmpty();
    late.connect(
        new ForwardedEvents(telemetry) {
          @Override
          public void handshakeFailed(FailedHandshake handshake, EndLine line) {
            line.write("with the trace");
          }
        },
        failures::add);
    assertThat(lines).containsExactly("with the trace");
  }

  private EndLine line(String plain) {
    return new EndLine(lines::add, () -> plain, 0);
  }

  @Test
  void anEventThatTelemetryCannotTakeIsLostForItselfAlone() {
    IllegalStateException thrown = new IllegalStateException("not this one");
    ConnectionEvents choosy =
        new ForwardedEvents(telemetry) {
          @Override
          public void pingAnswered(Series series, long nanos) {
            if (nanos == 6) {
              throw thrown;
            }
            super.pingAnswered(series, nanos);
          }
        };
    late.pingAnswered(SERIES, 5);
    late.pingAnswered(SERIES, 6);
    late.pingAnswered(SERIES, 7);
    late.connect(choosy, failures::add);
    late.pingAnswered(SERIES, 8);

    assertThat(telemetry.pings).containsExactly(5L, 7L, 8L);
    assertThat(failures).containsExactly(thrown);
  }

  /** What is told while the waiting events are handed over comes after them, and is not lost. */
  @Test
  void eventsComeInWhileTheyAreHandedOver() {
    ConnectionEvents busy =
        new ForwardedEvents(telemetry) {
          @Override
          public void pingAnswered(Series series, long nanos) {
            super.pingAnswered(series, nanos);
            if (nanos < 3) {
              late.pingAnswered(series, nanos + 1);
            }
          }
        };
    late.pingAnswered(SERIES, 1);
    late.connect(busy, failures::add);

    assertThat(telemetry.pings).containsExactly(1L, 2L, 3L);
  }

  @Test
  void withoutTelemetryNothingIsKept() {
    late.opened(SERIES);
    late.giveUp();
    late.opened(SERIES);
    late.connect(telemetry, failures::add);

    assertThat(telemetry.opened).isEmpty();
    assertThat(lines).isEmpty();
  }
}
