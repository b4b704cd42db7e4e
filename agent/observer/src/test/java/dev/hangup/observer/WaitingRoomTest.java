// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.close.Around;
import dev.hangup.codec.Role;
import dev.hangup.tap.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final FakeClock clock = new FakeClock();
  private final List<List<PendingEnd>> told = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final Asked evidence = new Asked();
  private final WaitingRoom room = room(work -> {});

  /** Wants every end for as long as it is set to, and notes what it is shown. */
  private static final class Asked implements LateEvidence {
    long wanted = SECOND;
    boolean fails;
    final List<List<PendingEnd>> completed = new ArrayList<>();
    final List<PendingEnd> atOnce = new ArrayList<>();

    @Override
    public long worthWaitingFor(PendingEnd end) {
      return wanted;
    }

    @Override
    public void complete(List<PendingEnd> due) {
      completed.add(due);
      if (fails) {
        throw new IllegalStateException("of the evidence");
      }
    }

    @Override
    public void completeAtOnce(PendingEnd end) {
      atOnce.add(end);
    }
  }

  private WaitingRoom room(java.util.function.Consumer<Runnable> threads) {
    return new WaitingRoom(clock, List.of(evidence), told::add, failures::add, threads);
  }

  private static PendingEnd end() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    Connections.Carried nothing = new Connections.Carried(new Sizes(), new Sizes());
    return new PendingEnd(
        (ConnectionObserver) conversation.wire,
        new Series(Role.SERVER, "netty", "/chat"),
        Handshake.asServer("netty"),
        0,
        nothing);
  }

  @Test
  void whatIsWorthNoWaitingIsToldAtOnce() {
    evidence.wanted = 0;
    PendingEnd end = end();

    assertThat(room.enter(end)).isFalse();
    assertThat(told).isEmpty();
    assertThat(evidence.atOnce).containsExactly(end);
    assertThat(evidence.completed).isEmpty();
  }

  @Test
  void theOthersWaitAndAreToldTogetherWhenTheyAreDue() {
    PendingEnd first = end();
    PendingEnd second = end();
    room.enter(first);
    room.enter(second);
    clock.pass(0.9);
    room.tellDue();
    assertThat(told).isEmpty();

    clock.pass(0.1);
    room.tellDue();
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).containsExactlyInAnyOrder(first, second);
    assertThat(evidence.completed).isEqualTo(told);
    assertThat(evidence.atOnce).isEmpty();
  }

  @Test
  void whoeverWantsLongestIsWaitedForButNeverLongerThanASecond() {
    evidence.wanted = 3600 * SECOND;
    room.enter(end());
    clock.pass(1);
    room.tellDue();
    assertThat(told).hasSize(1);
  }

  /** One that came later may be due first. */
  @Test
  void eachIsToldAtItsOwnTime() {
    PendingEnd late = end();
    PendingEnd soon = end();
    room.enter(late);
    evidence.wanted = SECOND / 5;
    room.enter(soon);
    clock.pass(0.2);
    room.tellDue();
    assertThat(told).containsExactly(List.of(soon));
  }

  @Test
  void whatFindsNoPlaceIsToldAtOnce() {
    for (int i = 0; i < WaitingRoom.MOST; i++) {
      assertThat(room.enter(end())).isTrue();
    }
    assertThat(told).isEmpty();
    PendingEnd oneTooMany = end();
    assertThat(room.enter(oneTooMany)).isFalse();
    assertThat(evidence.atOnce).containsExactly(oneTooMany);
    assertThat(room.untold()).isEqualTo(WaitingRoom.MOST);
  }

  @Test
  void whenItClosesAllAreToldAndNothingWaitsAnyMore() {
    PendingEnd before = end();
    room.enter(before);
    room.close();
    assertThat(told).containsExactly(List.of(before));
    assertThat(evidence.completed).containsExactly(List.of(before));

    PendingEnd after = end();
    assertThat(room.enter(after)).isFalse();
    room.close();
    assertThat(told).hasSize(1);
    assertThat(room.untold()).isZero();
  }

  @Test
  void withoutAThreadForThemNothingWaits() {
    WaitingRoom unattended =
        room(
            work -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    PendingEnd end = end();
    assertThat(unattended.enter(end)).isFalse();
    assertThat(evidence.atOnce).containsExactly(end);
    assertThat(failures).hasSize(1);
  }

  @Test
  void evidenceThatFailsTakesNothingAway() {
    evidence.fails = true;
    room.enter(end());
    clock.pass(1);
    room.tellDue();
    assertThat(told).hasSize(1);
    assertThat(failures).hasSize(1);
  }

  @Test
  void whatIsLearntIsInTheAccount() {
    SimulatedConnection conversation = SimulatedConnection.asServer();
    conversation.peerEof();
    PendingEnd end = end();
    end.seen(conversation.ended().account(), PingLedger.NONE, List.of(), 0, -1);
    Around.Company company = new Around.Company(3, 3, 4, 0, 0, 0);
    end.learn(around -> around.with(company));
    assertThat(end.account().around().company()).isEqualTo(company);
  }

  /** With a clock that runs, and the thread that the agent makes. */
  @Test
  void aThreadTellsThemAndEndsWhenNoneComesAnyMore() throws Exception {
    CountDownLatch three = new CountDownLatch(3);
    List<Thread> made = new ArrayList<>();
    evidence.wanted = 1;
    WaitingRoom running =
        new WaitingRoom(
            Clock.SYSTEM,
            List.of(evidence),
            due -> due.forEach(each -> three.countDown()),
            failures::add,
            work -> {
              Thread thread = new Thread(work);
              made.add(thread);
              thread.start();
            });
    running.enter(end());
    running.enter(end());
    running.enter(end());
    assertThat(three.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(made).hasSize(1);

    made.get(0).interrupt(); // which ends nothing
    running.close();
    made.get(0).join(TimeUnit.SECONDS.toMillis(20));
    assertThat(made.get(0).isAlive()).isFalse();
    assertThat(failures).isEmpty();
  }

  /** As where the application has used up all memory for a moment. */
  @Test
  void aThreadThatFailsIsNotTheLast() throws Exception {
    CountDownLatch two = new CountDownLatch(2);
    List<Thread> made = new CopyOnWriteArrayList<>();
    Clock failingOnce =
        new Clock() {
          @Override
          public long nanoTime() {
            if (made.size() == 1 && Thread.currentThread() == made.get(0)) {
              throw new OutOfMemoryError("pretended");
            }
            return System.nanoTime();
          }

          @Override
          public long epochNanos() {
            return FakeClock.EPOCH;
          }
        };
    evidence.wanted = 1;
    WaitingRoom running =
        new WaitingRoom(
            failingOnce,
            List.of(evidence),
            due -> due.forEach(each -> two.countDown()),
            failures::add,
            work -> {
              Thread thread = new Thread(work);
              made.add(thread);
              thread.start();
            });
    running.enter(end());
    made.get(0).join();
    running.enter(end());

    assertThat(two.await(20, TimeUnit.SECONDS)).isTrue();
    running.close();
    made.get(1).join();
    assertThat(failures).singleElement().isInstanceOf(OutOfMemoryError.class);
  }
}
