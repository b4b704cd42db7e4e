// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Account;
import dev.hangup.codec.Role;
import dev.hangup.codec.Rule;
import dev.hangup.tap.Handshake;
import dev.hangup.tap.Wire;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A connection may end on any thread, while others open it, read from it and write to it. Whatever
 * falls together, each one is told once, from its beginning to its end.
 */
class RacesTest {

  private static final int ROUNDS = 5_000;
  private static final ObserverSettings QUIET =
      ObserverSettings.read(Map.of("hangup.log", "off"), Map.of(), warning -> {});

  /** One connection, and what was told of it by any thread. */
  private static final class Scene implements ConnectionEvents {
    final Observation observation = new Observation(QUIET, Clock.SYSTEM, this, line -> {}, false);
    final Wire wire = observation.handshake(Handshake.asServer("netty").target("/chat"));
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger violations = new AtomicInteger();
    final List<EndedConnection> ended = new CopyOnWriteArrayList<>();
    volatile boolean endedBeforeItOpened;

    static Scene open() {
      Scene scene = new Scene();
      scene.wire.opened();
      return scene;
    }

    void close() {
      wire.localClose();
      wire.closed();
    }

    @Override
    public void opened(Series series) {
      opened.incrementAndGet();
      open.incrementAndGet();
    }

    @Override
    public void ended(EndedConnection connection) {
      ended.add(connection);
      endedBeforeItOpened |= open.decrementAndGet() < 0;
    }

    @Override
    public void handshakeFailed(FailedHandshake handshake) {
      failed.incrementAndGet();
    }

    @Override
    public void pingAnswered(Series series, long nanos) {}

    @Override
    public void violation(Series series, boolean received, Rule rule) {
      violations.incrementAndGet();
    }

    @Override
    public void lost(Series series) {
      lost.incrementAndGet();
      open.decrementAndGet();
    }

    /** Nothing is open, nothing was lost, nothing of ours failed. */
    void isOver() {
      assertThat(open).hasValue(0);
      assertThat(lost).hasValue(0);
      assertThat(endedBeforeItOpened).isFalse();
      assertThat(observation.suppressedFailures().count()).isZero();
      assertThat(((Connections) observation.sizes()).open()).isEmpty();
    }

    Account account() {
      isOver();
      assertThat(ended).hasSize(1);
      return ended.get(0).account();
    }
  }

  @Test
  void itEndsWhileItOpens() throws Exception {
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = new Scene();
          return new Race.Round(
              scene.wire::opened,
              scene::close,
              () -> {
                scene.isOver();
                // Either it was open, or it never was.
                assertThat(scene.ended.size() + scene.failed.get()).isEqualTo(1);
                assertThat(scene.opened.get()).isEqualTo(scene.ended.size());
              });
        });
  }

  @Test
  void theJvmShutsDownWhileItOpens() throws Exception {
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = new Scene();
          return new Race.Round(scene.wire::opened, scene.observation::shutDown, scene::account);
        });
  }

  @Test
  void theJvmShutsDownWhileItEnds() throws Exception {
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = Scene.open();
          return new Race.Round(
              () -> {
                scene.wire.readFailed(new SocketException("Connection reset"));
                scene.wire.closed();
              },
              scene.observation::shutDown,
              scene::account);
        });
  }

  @Test
  void bothSidesEndIt() throws Exception {
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = Scene.open();
          return new Race.Round(
              () -> {
                scene.wire.eof();
                scene.wire.closed();
              },
              scene::close,
              scene::account);
        });
  }

  @Test
  void rulesAreBrokenWhileItEnds() throws Exception {
    ByteBuffer unmasked = SimulatedConnection.hex("81 02 6869" + "81 02 6869" + "81 02 6869");
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = Scene.open();
          return new Race.Round(
              () -> scene.wire.inbound(unmasked.duplicate()),
              scene::close,
              () -> {
                if (scene.account().received().broken() != null) {
                  assertThat(scene.account().received().broken().violation().rule())
                      .isEqualTo(Rule.UNMASKED_CLIENT_FRAME);
                  assertThat(scene.ended.get(0).violations()).isNotEmpty().doesNotContainNull();
                }
              });
        });
  }

  @Test
  void theCloseFrameIsReadWhileItEnds() throws Exception {
    ByteBuffer close = SimulatedConnection.hex("88 85 00000000 0fa0 627965");
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = Scene.open();
          return new Race.Round(
              () -> scene.wire.inbound(close.duplicate()),
              scene::close,
              () -> {
                Account.CloseFrame received = scene.account().receivedClose();
                if (received != null) {
                  assertThat(received.code()).isEqualTo(4000);
                  assertThat(received.reason()).isEqualTo("bye");
                }
                assertThat(scene.account().sentFirst()).isFalse();
              });
        });
  }

  @Test
  void framesPassWhileItEnds() throws Exception {
    ByteBuffer text =
        SimulatedConnection.hex("81 85 00000000 68656c6c6f" + "02 83 00000000 010203");
    ByteBuffer plain = SimulatedConnection.hex("68656c6c6f");
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = Scene.open();
          return new Race.Round(
              () -> {
                scene.wire.inbound(text.duplicate());
                scene.wire.outbound(0x81, false, plain.limit());
                scene.wire.outboundPayload(plain, 0, 2);
                scene.wire.outboundPayload(plain, 2, plain.limit());
              },
              scene::close,
              () -> {
                isWhole(scene, true, scene.account().received());
                isWhole(scene, false, scene.account().sent());
              });
        });
  }

  /** What the span says of a direction agrees with itself, and with the metrics. */
  private static void isWhole(Scene scene, boolean received, Account.Direction direction) {
    Sizes total =
        scene
            .observation
            .sizes()
            .collect()
            .getOrDefault(new SizeTotals.Key(Role.SERVER, "netty", received), new Sizes());
    assertThat(direction.frames()).isEqualTo(total.frames());
    assertThat(direction.messages()).isEqualTo(total.messages());
    assertThat(direction.bytes()).isEqualTo(total.bytes());
    // A thread that lost its processor in the middle of a frame is not waited for: then nothing is
    // claimed.
    if (direction.unfinishedArrived() >= 0 && !scene.account().incomplete()) {
      assertThat(received).isFalse();
      assertThat(direction.unfinishedArrived()).isIn(0L, 2L);
      assertThat(direction.unfinishedAnnounced()).isEqualTo(5);
    }
  }

  @Test
  void aRuleIsBrokenWhileItOpens() throws Exception {
    ByteBuffer broken = SimulatedConnection.hex("81 02 6869");
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = new Scene();
          return new Race.Round(
              scene.wire::opened,
              () -> scene.wire.inbound(broken.duplicate()),
              () -> {
                assertThat(scene.violations).hasValue(1);
                scene.close();
                assertThat(scene.account().received().frames()).isEqualTo(1);
                isWhole(scene, true, scene.account().received());
              });
        });
  }

  @Test
  void aPongComesWhileItEnds() throws Exception {
    ByteBuffer pong = SimulatedConnection.hex("8a 81 00000000 01");
    ByteBuffer payload = SimulatedConnection.hex("01");
    Race.run(
        ROUNDS,
        () -> {
          Scene scene = Scene.open();
          scene.wire.outbound(0x89, false, 1);
          scene.wire.outboundPayload(payload, 0, 1);
          return new Race.Round(
              () -> scene.wire.inbound(pong.duplicate()),
              scene::close,
              () -> {
                Account.Pings pings = scene.account().pings();
                assertThat(pings.sent()).isEqualTo(1);
                assertThat(pings.unanswered() == 0).isEqualTo(pings.oldestUnanswered() < 0);
                assertThat(scene.ended.get(0).lastPing() < 0).isEqualTo(pings.unanswered() == 1);
              });
        });
  }
}
