// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Since when a thread has been handling what it has read: of an event loop, which all of its
 * connections share, or of one connection. A few plain writes and reads per read from a socket;
 * whether it takes too long is for the {@link Watch} to notice, from the side.
 */
final class Handling {

  /** From here on a handler stands in the way of others. */
  static final long TOO_LONG = 1_000_000_000L;

  private static final AtomicLongFieldUpdater<Handling> SINCE =
      AtomicLongFieldUpdater.newUpdater(Handling.class, "since");

  /** Of threads that are event loops. Threads outlive applications: it refers to none. */
  private static final ThreadLocal<Handling> LOOPS = new ThreadLocal<>();

  private final boolean loop;

  /** What an event loop handles or, while it handles nothing, did last. Of its thread. */
  private @Nullable WeakReference<ConnectionObserver> handled;

  /** The event loop's, or the one that handles; null while none does. */
  private volatile @Nullable Thread thread;

  /** On the even clock; 0 while nothing is handled. Written by the thread that handles. */
  private volatile long since;

  /** The {@link #since} of what the watch found to take too long, or 0. */
  private volatile long noticed;

  /** What ran when the watch noticed; null where it was a send, which waits for the peer. */
  private volatile @Nullable String where;

  /** The last that took too long. */
  private volatile @Nullable Ran last;

  private Handling(boolean loop, @Nullable Thread thread) {
    this.loop = loop;
    this.thread = thread;
  }

  /**
   * A handler that took long.
   *
   * @param from on the even clock
   * @param where class and method of the application
   */
  record Ran(long from, long to, String where) {

    private boolean reaches(long moment) {
      return from - moment < 0 && moment - to <= LocalStalls.RIGHT_BEFORE;
    }

    private Ran until(long moment) {
      return moment - to < 0 ? new Ran(from, moment, where) : this;
    }
  }

  /** Of the event loop that runs here. */
  static Handling ofThisLoop() {
    Handling known = LOOPS.get();
    if (known == null) {
      known = new Handling(true, Thread.currentThread());
      LOOPS.set(known);
    }
    return known;
  }

  /** Of one connection, by whatever thread. */
  static Handling ofOneConnection() {
    return new Handling(false, null);
  }

  boolean isLoop() {
    return loop;
  }

  boolean isOfThisThread() {
    return thread == Thread.currentThread();
  }

  /** Whether something is being handled. */
  boolean isUnderWay() {
    return since != 0;
  }

  /** The connection that this event loop handles something of; null for none, or no event loop. */
  static @Nullable ConnectionObserver here() {
    Handling here = LOOPS.get();
    WeakReference<ConnectionObserver> connection =
        here == null || !here.isUnderWay() ? null : here.handled;
    return connection == null ? null : connection.get();
  }

  /**
   * What was read at that moment is about to be handled, on this thread.
   *
   * @param connection of one connection always the same
   */
  void begin(long now, WeakReference<ConnectionObserver> connection) {
    if (noticed != 0) {
      settle(now);
    }
    if (loop) {
      handled = connection;
    } else {
      thread = Thread.currentThread();
    }
    SINCE.lazySet(this, now == 0 ? 1 : now);
  }

  /**
   * It is handled. The clock is asked only where it had taken too long. Jetty may read on by
   * another thread before the one that read first is back: what that one handles has not ended.
   */
  void end(Clock clock) {
    if (since == 0 || !isOfThisThread()) {
      return;
    }
    if (noticed != 0) {
      settle(clock.nanoTime());
    }
    SINCE.lazySet(this, 0);
    if (!loop) {
      thread = null;
    }
  }

  private void settle(long now) {
    String ran = where;
    if (noticed == since && ran != null) {
      last = new Ran(since, now, ran);
    }
    noticed = 0;
  }

  /**
   * Looks at it from the side.
   *
   * @return whether it has just been found to take too long
   */
  boolean look(long now) {
    long begun = since;
    if (begun == 0 || now - begun < TOO_LONG || noticed == begun) {
      return false;
    }
    Thread running = thread;
    StackTraceElement[] frames =
        running == null ? new StackTraceElement[0] : running.getStackTrace();
    if (since != begun) {
      return false; // the frames may be of what came next
    }
    String found = ApplicationFrame.sends(frames) ? null : ApplicationFrame.in(frames);
    where = found;
    noticed = begun;
    return found != null;
  }

  /** What took too long and reached to that moment, or nearly so; null for nothing. */
  @Nullable Ran before(long moment) {
    long begun = since;
    String now = where;
    if (begun != 0 && noticed == begun && now != null && moment - begun >= TOO_LONG) {
      return new Ran(begun, moment, now);
    }
    Ran ran = last;
    return ran != null && ran.reaches(moment) ? ran.until(moment) : null;
  }
}
