// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances.Kind;
import dev.hangup.close.Circumstances.LocalStall;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that looks at this JVM from the side, four times a second: whether it stood still,
 * and whether handlers do. It is started by the first connection that opens.
 */
final class Watch {

  static final long NAP = 250_000_000L;

  /** Of so many connections, some ten thousand, that it is done less often. */
  private static final long LONG_LOOK = 500_000L;

  private final Clock clock;
  private final LocalStalls stalls;
  private final Handlers handlers;
  private final Consumer<Kind> stalled;
  private final Consumer<Throwable> failures;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable ThreadFactory threads;

  /** When the handlers were last looked at, and how long that took. */
  private long lookedAt;

  private long lookTook;

  /** All that are at work. */
  interface Handlers {
    void look(long now);
  }

  /**
   * @param handlers looked at each time
   * @param stalled told of each standstill
   * @param failures takes what went wrong on the thread
   */
  Watch(
      Clock clock,
      @Nullable StallReasons reasons,
      Handlers handlers,
      Consumer<Kind> stalled,
      Consumer<Throwable> failures) {
    this.clock = clock;
    this.stalls = new LocalStalls(reasons);
    this.handlers = handlers;
    this.stalled = stalled;
    this.failures = failures;
  }

  /** From the first connection on a thread of this factory watches. */
  void with(ThreadFactory factory) {
    threads = factory;
  }

  /** A connection opens: the thread starts, if it has not yet. */
  void needed() {
    ThreadFactory factory = threads;
    if (factory == null || started.get() || !started.compareAndSet(false, true)) {
      return;
    }
    try {
      begin();
      factory.newThread(this::watch).start();
    } catch (Throwable t) {
      failures.accept(t);
    }
  }

  /** As the thread does before it first sleeps. */
  void begin() {
    stalls.sleepsUntil(clock.nanoTime() + NAP);
  }

  private void watch() {
    while (true) {
      try {
        LockSupport.parkNanos(this, Math.max(1, stalls.dueAt() - clock.nanoTime()));
        if (stalls.dueAt() - clock.nanoTime() <= 0) {
          look();
        }
      } catch (Throwable t) { // there is no other thread that would watch
        failures.accept(t);
        LockSupport.parkNanos(this, NAP);
      }
      Thread.interrupted(); // parkNanos would no longer sleep
    }
  }

  /** One look, after a nap. */
  void look() {
    try {
      if (stalls.wokeAt(clock.nanoTime())) {
        stalled.accept(Kind.PROCESS);
      }
      lookAtHandlers();
      // A look takes less than a millisecond, unless this thread stood still with all others.
      long now = clock.nanoTime();
      if (now - stalls.dueAt() >= LocalStalls.SHORTEST && stalls.wokeAt(now)) {
        stalled.accept(Kind.PROCESS);
      }
    } catch (Throwable t) {
      failures.accept(t);
    } finally {
      stalls.sleepsUntil(clock.nanoTime() + NAP);
    }
  }

  /** Every fourth time only, where there are so many connections that it takes long. */
  private void lookAtHandlers() {
    long now = clock.nanoTime();
    if (lookTook > LONG_LOOK && now - lookedAt < 4 * NAP) {
      return;
    }
    handlers.look(now);
    lookedAt = now;
    lookTook = clock.nanoTime() - now;
  }

  /**
   * Whether an end is better told a little later: more will be known of it.
   *
   * @param end of the transport, on the even clock
   */
  boolean willKnowMore(long end) {
    return stalls.isUnsettled(end);
  }

  /**
   * What stood still right before an end; null for nothing.
   *
   * @param handling by whom what was read is handled, null where nothing was
   * @param moment of the first Close frame or, without one, of the end
   */
  @Nullable LocalStall stallBefore(@Nullable Handling handling, long moment, long end) {
    return longest(stalls.before(moment, end), handling(handling, moment, end));
  }

  /** Whatever ran while all stood still ran for longer, which says less. */
  private static @Nullable LocalStall longest(
      @Nullable LocalStall process, @Nullable LocalStall handler) {
    return process != null && (handler == null || process.lasted() * 2 >= handler.lasted())
        ? process
        : handler;
  }

  private static @Nullable LocalStall handling(@Nullable Handling handling, long moment, long end) {
    Handling.Ran ran = handling == null ? null : handling.before(moment);
    if (handling == null || ran == null) {
      return null;
    }
    return new LocalStall(
        handling.isLoop() ? Kind.EVENT_LOOP : Kind.HANDLER,
        ran.to() - ran.from(),
        Math.max(0, end - ran.to()),
        null,
        0,
        ran.where());
  }
}
