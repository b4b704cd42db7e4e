// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Cause;
import dev.hangup.close.Circumstances.Kind;
import dev.hangup.close.Circumstances.LocalStall;
import dev.hangup.close.Circumstances.Reason;
import dev.hangup.tap.Handshake;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All threads of this JVM stand still, and the peer does not wait for it. */
class StandstillTest {

  private static final String PING = "89 80 00000000";
  private static final String TEXT = "81 80 00000000";

  /** A peer's Close 1011 with the reason {@code keepalive ping timeout}. */
  private static final String KEEP_ALIVE_RAN_OUT =
      "88 98 00000000 03f3 6b656570616c6976652070696e672074696d656f7574";

  private final SimulatedConnection here = watched(StallReasons.NONE);

  private static SimulatedConnection watched(StallReasons reasons) {
    SimulatedConnection open =
        new SimulatedConnection(
            ObserverSettings.DEFAULTS,
            Handshake.asServer("netty").target("/chat/42?token=secret"),
            reasons,
            KernelReader.NONE);
    open.wire.opened();
    open.observation.watch().begin();
    return open;
  }

  private static SimulatedConnection nap(SimulatedConnection at, double late) {
    at.after(0.25 + late).observation.watch().look();
    at.observation.tellDue();
    return at;
  }

  private LocalStall stall() {
    LocalStall stall = here.ended().account().circumstances().stall();
    assertThat(stall).isNotNull();
    return stall;
  }

  @Test
  void aPeerThatHangsUpMeanwhileIsNotToBlame() {
    nap(here.peer(TEXT), 12.3).after(0.1).peerEof();

    assertThat(stall())
        .isEqualTo(new LocalStall(Kind.PROCESS, 12_300_000_000L, 100_000_000L, null, 0, null));
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
    assertThat(here.ended().diagnosis().evidence())
        .startsWith("this JVM stood still for 12.3 s until 100 ms before the peer hung up");
    assertThat(here.ended().error()).isTrue();
  }

  @Test
  void theOneThatWatchesMayStandStillInTheMiddleOfALook() {
    AtomicInteger looks = new AtomicInteger();
    SimulatedConnection[] at = new SimulatedConnection[1];
    at[0] =
        watched(
            new StallReasons() {
              @Override
              public @Nullable Why of(long lasted) {
                return null;
              }

              @Override
              public void remember(long now) {
                if (looks.incrementAndGet() == 2) {
                  at[0].after(12.3);
                }
              }
            });
    nap(nap(at[0].peer(TEXT), 0), 0).after(0.1).peerEof();

    assertThat(at[0].ended().account().circumstances().stall())
        .isEqualTo(new LocalStall(Kind.PROCESS, 12_300_000_000L, 100_000_000L, null, 0, null));
  }

  @Test
  void threeSecondsMayHaveBeenThereByChanceAndAreMentioned() {
    nap(here.peer(TEXT), 3).after(0.1).peerEof();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.PEER_EOF);
    assertThat(here.ended().diagnosis().evidence())
        .endsWith("; this JVM stood still for 3.0 s until 100 ms before the end");
  }

  @Test
  void thoughAPingThatWaitedForAsLongSaysThatThePeerDidNot() {
    nap(here.peer(TEXT), 3).peer(PING).self("8a", "").after(0.01).peerEof();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
  }

  @Test
  void aKeepAliveThatRanOutMeanwhileIsOfTheStandstill() {
    nap(here.peer(TEXT), 3).peer(PING).self("8a", "").peer(KEEP_ALIVE_RAN_OUT).peerEof();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
    assertThat(here.ended().diagnosis().code()).isEqualTo(1011);
  }

  @Test
  void withoutOneItIsThatThisSideDidNotAnswer() {
    nap(here.peer(TEXT), 0.4).peer(KEEP_ALIVE_RAN_OUT).peerEof();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.PING_TIMEOUT);
    assertThat(here.ended().account().circumstances().stall()).isNull();
  }

  @Test
  void aPongThatCouldNotBeSeenIsNotMissing() {
    here.self("89", "01");
    nap(here, 9).localClose();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
  }

  @Test
  void afterSixSecondsAwakeItIs() {
    here.self("89", "01");
    nap(here, 9);
    for (int i = 0; i < 24; i++) {
      nap(here, 0);
    }
    here.localClose();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.PING_TIMEOUT);
  }

  @Test
  void anEndLongAfterItHasNothingToDoWithIt() {
    nap(here, 12);
    here.peer(TEXT);
    for (int i = 0; i < 9; i++) {
      nap(here, 0);
    }
    here.peerEof();

    assertThat(here.ended().account().circumstances().stall()).isNull();
    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.PEER_EOF);
  }

  @Test
  void ofSeveralTheLongestIsTold() {
    nap(here, 6);
    nap(here, 1);
    here.peerEof();

    assertThat(stall().lasted()).isEqualTo(6_000_000_000L);
  }

  @Test
  void aLateWakingBelowHalfASecondIsNone() {
    nap(here, 0.49).peerEof();

    assertThat(here.events.stalls).isEmpty();
  }

  @Test
  void eachIsCountedForTheStacksThatAreThere() {
    nap(here, 0.6);
    nap(here, 0);
    nap(here, 2);

    assertThat(here.events.stalls).containsExactly("netty null PROCESS", "netty null PROCESS");
  }

  @Test
  void anEndThatIsSeenFirstWaitsUntilTheReasonIsKnown() {
    SimulatedConnection there = watched(collecting(11_900_000_000L));
    there.peer(TEXT).after(12.25).peerEof();
    assertThat(there.events.ended).isEmpty();

    there.after(0.002).observation.watch().look();
    there.after(0.25).observation.tellDue();

    assertThat(there.ended().account().circumstances().stall())
        .isEqualTo(
            new LocalStall(
                Kind.PROCESS,
                12_000_000_000L,
                0,
                Reason.GARBAGE_COLLECTION,
                11_900_000_000L,
                null));
    assertThat(there.ended().diagnosis().evidence())
        .startsWith(
            "this JVM stood still for 12.0 s until less than 1 ms before the peer hung up (garbage"
                + " collection, 11.9 s)");
  }

  @Test
  void aJvmThatGoesDownDoesNotWait() {
    here.peer(TEXT).after(12.25).peerEof();
    assertThat(here.events.ended).isEmpty();

    here.observation.goingDown();

    assertThat(here.ended().diagnosis().cause()).isEqualTo(Cause.LOCAL_STALL);
  }

  @Test
  void norDoesAnyEndFromThenOn() {
    here.observation.goingDown();
    here.peer(TEXT).after(12.25).peerEof();

    assertThat(here.events.ended).hasSize(1);
  }

  @Test
  void noThreadIsMadeBeforeAConnectionOpensAndThenOne() {
    AtomicInteger made = new AtomicInteger();
    Observation observation =
        new Observation(
            ObserverSettings.DEFAULTS, new FakeClock(), new RecordedEvents(), line -> {}, false);
    observation.watchOn(
        work -> {
          made.incrementAndGet();
          return new Thread(() -> {});
        });
    observation.handshake(Handshake.asServer("netty")).refused(404, null);
    assertThat(made).hasValue(0);

    observation.handshake(Handshake.asServer("netty")).opened();
    observation.handshake(Handshake.asServer("netty")).opened();

    assertThat(made).hasValue(1);
  }

  @Test
  void aThreadThatCannotBeMadeHurtsNobody() {
    RecordedEvents events = new RecordedEvents();
    Observation observation =
        new Observation(ObserverSettings.DEFAULTS, new FakeClock(), events, line -> {}, false);
    observation.watchOn(
        work -> {
          throw new OutOfMemoryError("unable to create native thread");
        });

    observation.handshake(Handshake.asServer("netty")).opened();

    assertThat(events.opened).hasSize(1);
    assertThat(observation.suppressedFailures().count()).isEqualTo(1);
  }

  @Test
  void aThreadThatFailsGoesOnWatching() throws Exception {
    List<Thread> made = new CopyOnWriteArrayList<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    CountDownLatch looked = new CountDownLatch(1);
    Clock failingOnce =
        new Clock() {
          @Override
          public long nanoTime() {
            if (failures.isEmpty() && made.contains(Thread.currentThread())) {
              throw new OutOfMemoryError("pretended");
            }
            return System.nanoTime();
          }

          @Override
          public long epochNanos() {
            return FakeClock.EPOCH;
          }
        };
    Watch watch =
        new Watch(failingOnce, null, now -> looked.countDown(), kind -> {}, failures::add);
    watch.with(
        work -> {
          Thread thread = new Thread(work);
          thread.setDaemon(true);
          made.add(thread);
          return thread;
        });
    watch.needed();

    assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(failures).singleElement().isInstanceOf(OutOfMemoryError.class);
  }

  private static StallReasons collecting(long nanos) {
    return new StallReasons() {
      @Override
      public @Nullable Why of(long lasted) {
        return new Why(Reason.GARBAGE_COLLECTION, nanos);
      }

      @Override
      public void remember(long now) {}
    };
  }
}
