// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Two things that happen at once, many times over, on two threads that go step by step. One of them
 * is a little late, each time by another little, so that every part of one meets every part of the
 * other.
 */
final class Race {

  private static final int BATCH = 250;
  private static final int SPINS = 10_000;
  private static final int LATEST = 32;

  /** What the two threads do, and what must hold when both have done it. */
  record Round(Runnable one, Runnable other, Runnable check) {}

  private Race() {}

  static void run(int rounds, Supplier<Round> round) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int done = 0; done < rounds; done += BATCH) {
        List<Round> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
          batch.add(round.get());
        }
        AtomicInteger arrived = new AtomicInteger();
        Future<?> one = threads.submit(() -> walk(batch, arrived, Round::one, 0));
        Future<?> other = threads.submit(() -> walk(batch, arrived, Round::other, LATEST));
        await(one);
        await(other);
        batch.forEach(each -> each.check().run());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void walk(
      List<Round> batch, AtomicInteger arrived, Function<Round, Runnable> part, int from) {
    int both = 0;
    int late = 0;
    for (Round round : batch) {
      both += 2;
      arrived.incrementAndGet();
      // On a busy machine the other one may have no processor for a while.
      for (int i = 0; arrived.get() < both && !Thread.currentThread().isInterrupted(); i++) {
        if (i < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(1000);
        }
      }
      // Of numbers that go round twice as far, one thread waits in the first half, one in the
      // second.
      late = (late + 1) % (2 * LATEST);
      for (int i = late - from; i > 0 && i < LATEST; i--) {
        Thread.onSpinWait();
      }
      part.apply(round).run();
    }
  }

  private static void await(Future<?> part) throws InterruptedException {
    try {
      part.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
