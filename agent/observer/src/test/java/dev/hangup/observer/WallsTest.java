// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hangup.codec.Rule;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of our own failures: the application sees none of them, and we hear of all. */
class WallsTest {

  private final List<String> lines = new ArrayList<>();
  private final RecordedEvents events = new RecordedEvents();
  private final Observation observation =
      new Observation(Settings.DEFAULTS, new FakeClock(), events, lines::add, false);

  @AfterEach
  void nobodyObserves() {
    WireTap.install(null);
  }

  @Test
  void aWireGoesBlindAfterItsFirstFailureAndSaysSo() {
    observation.install();
    Wire wire = WireTap.handshake(Handshake.asServer("netty").target("/"));
    wire.opened();
    wire.bytes(ByteBuffer.allocate(1), 0, 99); // beyond the limit: a bug of an adapter
    wire.bytes(ByteBuffer.allocate(1), 0, 99);
    wire.eof();
    wire.closed();

    assertThat(observation.suppressedFailures().count()).isEqualTo(1);
    assertThat(lines).hasSize(1).first().asString().contains("IndexOutOfBoundsException");
    assertThat(events.ended).hasSize(1);
    assertThat(events.ended.get(0).account().incomplete()).isTrue();
    assertThat(events.ended.get(0).diagnosis().cause()).isNull();
  }

  @Test
  void theSameFailureIsCountedEachTimeAndToldOnce() {
    SuppressedFailures failures = new SuppressedFailures(lines::add);
    for (int i = 0; i < 3; i++) {
      failures.record(new IllegalStateException("number " + i));
    }

    assertThat(failures.count()).isEqualTo(3);
    assertThat(lines).hasSize(1);
  }

  @Test
  void telemetryThatFailsStopsNeitherTheConsoleNorTheConnection() {
    ConnectionEvents broken =
        new ConnectionEvents() {
          @Override
          public void opened(Series series) {
            throw new IllegalStateException();
          }

          @Override
          public void ended(EndedConnection connection) {
            throw new OutOfMemoryError("pretended");
          }

          @Override
          public void handshakeFailed(FailedHandshake handshake) {
            throw new IllegalStateException();
          }

          @Override
          public void pingAnswered(Series series, long nanos) {
            throw new IllegalStateException();
          }

          @Override
          public void violation(Series series, boolean received, Rule rule) {
            throw new IllegalStateException();
          }

          @Override
          public void lost(Series series) {
            throw new IllegalStateException();
          }
        };
    Observation unlucky =
        new Observation(Settings.DEFAULTS, new FakeClock(), broken, lines::add, false);
    unlucky.install();
    Wire wire = WireTap.handshake(Handshake.asServer("netty").target("/"));

    assertThatCode(
            () -> {
              wire.opened();
              wire.inbound(Conversation.hex("c1 02 6869"));
              wire.readFailed(new java.net.SocketException("Connection reset"));
              wire.closed();
            })
        .doesNotThrowAnyException();
    assertThat(unlucky.suppressedFailures().count()).isGreaterThanOrEqualTo(3);
    assertThat(lines).anyMatch(line -> line.contains("hung up"));
  }

  @Test
  void aSinkThatFailsLeavesTheConnectionUnobserved() {
    WireTap.install(
        new dev.hangup.tap.TapSink() {
          @Override
          public Wire handshake(Handshake handshake) {
            throw new StackOverflowError();
          }

          @Override
          public Wire adopted(Handshake handshake) {
            throw new LinkageError();
          }

          @Override
          public void suppressed(Throwable failure) {
            throw new IllegalStateException(failure);
          }

          @Override
          public void suppressed(@Nullable String stack, Throwable failure) {
            throw new IllegalStateException(failure);
          }

          @Override
          public void tapMissing(String stack) {
            throw new IllegalStateException();
          }

          @Override
          public void tapFound(String stack) {
            throw new IllegalStateException();
          }
        });

    assertThat(WireTap.handshake(Handshake.asServer("netty"))).isNull();
    assertThat(WireTap.adopt(Handshake.asServer("netty"))).isNull();
    assertThatCode(
            () -> {
              WireTap.suppressed("netty", new LinkageError());
              WireTap.tapMissing("netty");
              WireTap.tapFound("netty");
            })
        .doesNotThrowAnyException();
  }

  @Test
  void withoutAnObserverNothingIsFollowed() {
    assertThat(WireTap.active()).isFalse();
    assertThat(WireTap.handshake(Handshake.asServer("netty"))).isNull();
  }
}
