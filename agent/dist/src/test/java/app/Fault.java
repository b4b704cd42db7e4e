// SPDX-License-Identifier: Apache-2.0
package app;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Is called at the begin of every method of the agent where {@link Saboteur} is at work, notes it,
 * and fails at one of them. On the bootstrap class path, so that every loader of the agent sees it.
 */
public final class Fault {

  private static final int MOST = 20_000;
  private static final int NONE = -1;
  private static final long HOUR_MILLIS = 3_600_000;

  /** Each time the JVM stops all threads to find out, while somebody may wait for the lock. */
  private static final int MOST_LOOKED_AT = 20;

  /** The methods, by their numbers. */
  private static final List<String> METHODS = new ArrayList<>();

  /** By number: called since the last {@link #listen}. Written by many threads, each only true. */
  private static boolean[] called = new boolean[MOST];

  /** Of these, those that a thread of the agent's own called. */
  private static boolean[] calledByItsOwn = new boolean[MOST];

  private static final Set<String> LOCKED = new ConcurrentSkipListSet<>();

  private static volatile int failing = NONE;
  private static volatile boolean hanging;
  private static volatile int failures;

  /** How many calls of the one that is to hang were made under a lock. */
  private static volatile int underLock;

  private Fault() {}

  public static int number(String method) {
    synchronized (METHODS) {
      METHODS.add(method);
      return METHODS.size() - 1;
    }
  }

  public static String method(int number) {
    synchronized (METHODS) {
      return METHODS.get(number);
    }
  }

  public static int methods() {
    synchronized (METHODS) {
      return METHODS.size();
    }
  }

  public static void listen() {
    called = new boolean[MOST];
    calledByItsOwn = new boolean[MOST];
  }

  public static boolean wasCalled(int number, boolean byItsOwn) {
    return byItsOwn ? calledByItsOwn[number] : called[number];
  }

  /**
   * From now on that method throws at every call.
   *
   * @param hang and before that it waits until {@link #over}, where the thread is the agent's own
   */
  public static void begin(int number, boolean hang) {
    failures = 0;
    underLock = 0;
    hanging = hang;
    failing = number;
  }

  /**
   * Nothing fails any more, and what hangs goes on.
   *
   * @return how many calls failed
   */
  public static int over() {
    failing = NONE;
    synchronized (METHODS) {
      METHODS.notifyAll();
    }
    return failures;
  }

  /** How many calls have failed so far. */
  public static int failures() {
    return failures;
  }

  /** The agent calls this. */
  public static void at(int number) {
    boolean own = Thread.currentThread().getName().startsWith("hangup-");
    called[number] = true;
    if (own) {
      calledByItsOwn[number] = true;
    }
    if (number == failing) {
      fail(number, own);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // that it is more than none is what counts
  private static void fail(int number, boolean own) {
    if (hanging && (!own || isLocked(number))) {
      return;
    }
    failures++;
    if (hanging) {
      hang(number);
    }
    throw switch (number % 4) {
      case 0 -> new OutOfMemoryError("pretended");
      case 1 -> new StackOverflowError();
      case 2 -> new AssertionError("pretended");
      default -> new LinkageError("pretended");
    };
  }

  /**
   * Whether the thread holds a lock of the agent's. What hangs there would hold up all that want
   * the lock, so nothing that could wait may be called there: see who asks for {@link #locked}. A
   * method that is called there again and again is not made to hang elsewhere in the same turn.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // a few more or less
  private static boolean isLocked(int number) {
    if (underLock >= MOST_LOOKED_AT) {
      return true;
    }
    ThreadInfo thread =
        ManagementFactory.getThreadMXBean()
            .getThreadInfo(new long[] {Thread.currentThread().getId()}, true, false)[0];
    for (LockInfo lock : thread.getLockedMonitors()) {
      if (lock.getClassName().startsWith("dev.hangup.")) {
        underLock++;
        LOCKED.add(method(number));
        return true;
      }
    }
    return false;
  }

  /** The methods that were to hang while their thread held a lock, and did not. */
  public static Set<String> locked() {
    return LOCKED;
  }

  private static void hang(int number) {
    synchronized (METHODS) {
      while (number == failing) {
        try {
          METHODS.wait();
        } catch (InterruptedException e) {
          // It hangs all the same.
        }
      }
    }
  }

  /** A clock of the system that somebody sets, by hours, forth and back. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + jump();
  }

  public static Instant now() {
    return Instant.now().plusMillis(jump());
  }

  private static long jump() {
    return ThreadLocalRandom.current().nextLong(-48, 49) * HOUR_MILLIS;
  }
}
