// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.launcher.OtherHooks.Patience;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits in vain waits longer here than any test may take. */
@Timeout(60)
class OtherHooksTest {

  private static final long LONG = TimeUnit.HOURS.toNanos(1);
  private static final Patience FOR_EVER = new Patience(LONG, LONG, LONG);

  private final IdentityHashMap<Thread, Thread> hooks = new IdentityHashMap<>();
  private final AtomicInteger open = new AtomicInteger(1);

  private Thread hook(Runnable work) {
    Thread thread = new Thread(work, "another hook");
    thread.setDaemon(true);
    hooks.put(thread, thread);
    return thread;
  }

  /** As the JVM runs ours, beside the others and on its own list. */
  private Thread waiting(OtherHooks others) {
    return hook(() -> others.await(open::get));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void untilItPauses(Thread thread) {
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  /** As long as Spring Boot waits for its requests, and then some for what it says at the end. */
  @Test
  void isMorePatientThanSpringsGracefulShutdown() {
    assertThat(Patience.USUAL.withHooks()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(45));
  }

  private static final class Farewell implements Runnable {
    @Override
    public void run() {}
  }

  @Test
  void theHookOfAnSdkIsTakenOver() {
    Thread theirs = hook(new Farewell());
    Thread another = hook(() -> {});
    OtherHooks.list(new ModuleAccess(ByteBuddyAgent.install()));
    Runtime.getRuntime().addShutdownHook(theirs);
    Runtime.getRuntime().addShutdownHook(another);
    try {
      OtherHooks others = new OtherHooks(hooks, FOR_EVER);

      assertThat(others.takeOver("io.opentelemetry.")).isNull();
      assertThat(others.takeOver(Farewell.class.getName())).isSameAs(theirs);
      assertThat(Runtime.getRuntime().removeShutdownHook(theirs)).isFalse();
    } finally {
      assertThat(Runtime.getRuntime().removeShutdownHook(another)).isTrue();
    }
  }

  @Test
  void waitsUntilAllOthersAreDone() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    AtomicBoolean closed = new AtomicBoolean();
    Thread first = hook(() -> {});
    Thread server =
        hook(
            () -> {
              await(closing);
              closed.set(true);
            });
    AtomicBoolean seen = new AtomicBoolean();
    Thread ours =
        hook(
            () -> {
              new OtherHooks(hooks, FOR_EVER).await(open::get);
              seen.set(closed.get());
            });

    ours.start(); // before the others: the JVM knows no order
    untilItPauses(ours);
    first.start();
    server.start();
    ours.interrupt(); // nor do applications that end themselves
    closing.countDown();
    ours.join();

    assertThat(seen).isTrue();
  }

  @Test
  void waitsForNobodyWhereNoConnectionIsOpen() throws Exception {
    Thread endless = hook(() -> await(new CountDownLatch(1)));
    endless.start();
    Thread ours = waiting(new OtherHooks(hooks, FOR_EVER));
    ours.start();
    untilItPauses(ours);

    open.set(0);
    ours.join();

    assertThat(endless.isAlive()).isTrue();
  }

  @Test
  void twoThatWaitForEachOtherEndAllTheSame() throws Exception {
    OtherHooks others = new OtherHooks(hooks, new Patience(1, LONG, LONG));
    Thread one = waiting(others);
    Thread two = waiting(new OtherHooks(hooks, FOR_EVER));
    one.start();
    two.start();

    one.join();
    two.join();

    assertThat(open).hasValue(1);
  }

  @Test
  void oneThatTheJvmNeverStartsIsNotWaitedForLong() throws Exception {
    hook(() -> {});
    Thread ours = waiting(new OtherHooks(hooks, new Patience(LONG, 1, LONG)));

    ours.start();
    ours.join();

    assertThat(open).hasValue(1);
  }

  @Test
  void whereHooksAreNotKnownTheConnectionsTellWhenNothingHappensAnyMore() throws Exception {
    Thread untilNoneIsOpen = waiting(new OtherHooks(null, FOR_EVER));
    untilNoneIsOpen.start();
    untilItPauses(untilNoneIsOpen);
    open.set(0);
    untilNoneIsOpen.join();
    open.set(1);

    Thread untilAllStandStill = waiting(new OtherHooks(null, new Patience(LONG, 1, LONG)));
    untilAllStandStill.start();
    untilAllStandStill.join();

    Thread notForEver = waiting(new OtherHooks(null, new Patience(LONG, LONG, 1)));
    notForEver.start();
    notForEver.join();
  }

  /** If this fails, a JDK keeps its hooks elsewhere, and {@link OtherHooks} must learn where. */
  @Test
  void thisJvmTellsWhoItsHooksAre() {
    Map<?, ?> known = OtherHooks.list(new ModuleAccess(ByteBuddyAgent.install()));
    assertThat(known).as("java.lang.ApplicationShutdownHooks.hooks").isNotNull();
    Thread later = new Thread(() -> {});
    Runtime.getRuntime().addShutdownHook(later);
    try {
      assertThat(known.keySet().stream().anyMatch(hook -> hook == later)).isTrue();
    } finally {
      Runtime.getRuntime().removeShutdownHook(later);
    }
  }
}
