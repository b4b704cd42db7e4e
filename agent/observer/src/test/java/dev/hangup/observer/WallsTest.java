// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.hangup.close.Account;
import dev.hangup.close.Diagnosis;
import dev.hangup.close.Diagnostician;
import dev.hangup.close.Language;
import dev.hangup.codec.Rule;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import dev.hangup.tap.WireTap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of our own failures: the application sees none of them, and we hear of all. */
class WallsTest {

  private final List<String> lines = new ArrayList<>();
  private final RecordedEvents events = new RecordedEvents();
  private final Observation observation =
      new Observation(ObserverSettings.DEFAULTS, new FakeClock(), events, lines::add, false);

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
    SuppressedFailures failures = new SuppressedFailures(lines::add, false);
    for (int i = 0; i < 3; i++) {
      failures.record(new IllegalStateException("number " + i));
    }

    assertThat(failures.count()).isEqualTo(3);
    assertThat(lines).hasSize(1);
  }

  @Test
  void theFirstFrameOfOurOwnNamesThePlace() {
    SuppressedFailures failures = new SuppressedFailures(lines::add, false);
    try {
      Objects.requireNonNull(null);
    } catch (NullPointerException e) {
      failures.record(e);
    }
    failures.record(thrownAt(new StackTraceElement("their.Library", "call", "Library.java", 7)));
    failures.record(thrownAt());

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .contains("NullPointerException at dev.hangup.observer.WallsTest.theFirstFrame")
        .doesNotContain("java.util.Objects");
    assertThat(lines.get(1))
        .contains("IllegalStateException at their.Library.call(Library.java:7)");
    assertThat(lines.get(2)).contains("IllegalStateException. Please");
  }

  private static Throwable thrownAt(StackTraceElement... trace) {
    Throwable thrown = new IllegalStateException();
    thrown.setStackTrace(trace);
    return thrown;
  }

  @Test
  void withDebugAFailureIsToldWithItsTraceOnce() {
    ObserverSettings settings =
        ObserverSettings.read(Map.of("hangup.debug", "true"), Map.of(), warning -> {});
    Observation talkative = new Observation(settings, new FakeClock(), events, lines::add, false);
    for (int i = 0; i < 2; i++) {
      talkative.suppressed(
          new IllegalStateException("outer", new NumberFormatException("\u001b[2J of a peer")));
    }

    assertThat(lines.get(0)).startsWith("suppressed a failure of its own");
    assertThat(lines.get(1)).isEqualTo("  java.lang.IllegalStateException: outer");
    assertThat(lines.get(2)).startsWith("    at dev.hangup.observer.WallsTest.withDebug");
    assertThat(lines)
        .containsOnlyOnce("  caused by java.lang.NumberFormatException: [2J of a peer")
        .hasSizeLessThan(120);
  }

  @Test
  void aWireThatIsBlindBeforeItOpensStillOpensAndEnds() {
    observation.install();
    Wire wire = WireTap.handshake(Handshake.asServer("netty").target("/"));
    wire.bytes(ByteBuffer.allocate(1), 0, 99);
    wire.opened();
    wire.eof();
    wire.closed();

    assertThat(events.failed).isEmpty();
    assertThat(events.opened).hasSize(1);
    assertThat(events.ended).hasSize(1);
    assertThat(events.ended.get(0).account().incomplete()).isTrue();
  }

  @Test
  void anEndThatCannotBeJudgedIsToldWithoutACause() {
    Diagnostician real = new Diagnostician(Language.EN);
    IllegalStateException broken = new IllegalStateException("a rule of ours");
    Observation unlucky =
        judgedBy(
            account -> {
              if (!account.incomplete()) {
                throw broken;
              }
              return real.diagnose(account);
            });
    Wire wire = unlucky.handshake(Handshake.asServer("netty").target("/"));
    wire.opened();
    wire.inbound(SimulatedConnection.hex("88 82 00000000 0fa1"));
    wire.eof();
    wire.closed();

    assertThat(unlucky.suppressedFailures().count()).isEqualTo(1);
    assertThat(events.ended).hasSize(1);
    assertThat(events.ended.get(0).diagnosis().cause()).isNull();
    assertThat(events.ended.get(0).diagnosis().code()).isEqualTo(4001);
    assertThat(events.lost).isEmpty();
  }

  @Test
  void anEndThatCannotBeToldIsLostAndLeavesNothingOpen() {
    Observation unlucky =
        judgedBy(
            account -> {
              throw new IllegalStateException("every rule of ours");
            });
    unlucky.install();
    Wire wire = unlucky.handshake(Handshake.asServer("netty").target("/"));
    wire.opened();
    wire.eof();
    wire.closed();

    assertThat(events.opened).hasSize(1);
    assertThat(events.ended).isEmpty();
    assertThat(events.lost).hasSize(1);
    assertThat(((Connections) unlucky.sizes()).open()).isEmpty();
    assertThat(unlucky.suppressedFailures().count()).isEqualTo(2);
  }

  private Observation judgedBy(Function<Account, Diagnosis> judge) {
    return new Observation(
        ObserverSettings.DEFAULTS, new FakeClock(), events, lines::add, false, judge);
  }

  /** Whatever the application's exceptions do when they are asked. */
  @Test
  void aSignalThatCannotBeReadIsNotTheEndOfTheAccount() {
    observation.install();
    Wire wire = WireTap.handshake(Handshake.asServer("netty").target("/"));
    wire.opened();
    wire.readFailed(
        new IOException() {
          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException("of the application");
          }
        });
    wire.closed();

    assertThat(events.ended).hasSize(1);
    assertThat(events.ended.get(0).diagnosis().cause()).isNull();
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
        new Observation(ObserverSettings.DEFAULTS, new FakeClock(), broken, lines::add, false);
    unlucky.install();
    Wire wire = WireTap.handshake(Handshake.asServer("netty").target("/"));

    assertThatCode(
            () -> {
              wire.opened();
              wire.inbound(SimulatedConnection.hex("c1 02 6869"));
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
