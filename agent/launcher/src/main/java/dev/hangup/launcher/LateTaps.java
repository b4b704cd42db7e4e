// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.jdk.OwnThread;
import dev.hangup.tap.WireTap;
import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Classes that a library loads whether WebSocket is used or not. They stay as they are, and nothing
 * of the agent is started for them, until another class of their stack is loaded.
 */
final class LateTaps {

  /** While the other thread runs. Usually it is some ten milliseconds. */
  private static final long PATIENCE_MILLIS = 1000;

  /** While it waits for a lock: it may be another thread's, which is given back in less. */
  private static final int STANDING_MILLIS = 20;

  /** The longest pause before another look for a class that is just being defined. */
  private static final long UNFINISHED_MILLIS = 512;

  private final Instrumentation instrumentation;
  private final boolean possible;
  private final long patience;

  /** Stacks of which a class was left as it was, at some time. */
  private final Set<Stack> leftAsTheyWere = new HashSet<>();

  /** Stacks of which a class that waits for nothing has been loaded. */
  private final Set<Stack> tappedInFull = new HashSet<>();

  /** Names of the classes that are to be tapped yet. */
  private final Map<Stack, Set<String>> waiting = new HashMap<>();

  private LateTaps(Instrumentation instrumentation, boolean possible, long patienceMillis) {
    this.instrumentation = instrumentation;
    this.possible = possible;
    this.patience = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
  }

  /** For an application that loads its classes after the agent. */
  static LateTaps of(Instrumentation instrumentation) {
    return of(instrumentation, PATIENCE_MILLIS);
  }

  /** Likewise, with the longest that a thread of the application waits for one of the agent. */
  static LateTaps of(Instrumentation instrumentation, long patienceMillis) {
    boolean possible = instrumentation.isRetransformClassesSupported();
    return new LateTaps(instrumentation, possible, patienceMillis);
  }

  /** All is tapped at once: what there is to wait for may have been loaded already. */
  static LateTaps none(Instrumentation instrumentation) {
    return new LateTaps(instrumentation, false, 0);
  }

  /** Whether there is nothing to do about this class, at least for now. */
  synchronized boolean leaves(Stack stack, String className) {
    if (stack.isTappedLate(className)) {
      leftAsTheyWere.add(stack);
      return possible && !tappedInFull.contains(stack) && retransformLater(stack, className);
    }
    tappedInFull.add(stack);
    return stack.isUntapped(className) && !leftAsTheyWere.contains(stack);
  }

  private boolean retransformLater(Stack stack, String className) {
    Set<String> names = waiting.get(stack);
    if (names == null) {
      names = new HashSet<>();
      waiting.put(stack, names);
    }
    names.add(className);
    return true;
  }

  /**
   * Taps what waits, on a thread of its own: the JVM does not ask a transformer about a class while
   * it asks it about another on the same thread. This thread waits while the other gets on, so that
   * what comes next in the application is seen. Where it cannot wait any longer, connections that
   * begin before all is tapped are not judged: they may have been somewhere that had no tap yet.
   */
  void tapWaiting(Stack stack) {
    Set<String> names = awaiting(stack);
    if (names.isEmpty()) {
      return;
    }
    Tapping tapping = new Tapping(stack, names);
    Thread thread = OwnThread.daemon("hangup-late", tapping);
    thread.start();
    stayWith(thread);
    tapping.leave();
  }

  /**
   * This thread is in the middle of loading a class and may hold its loader's lock, which the other
   * one needs where that loader can do but one thing at a time. So as soon as it stands still, the
   * wait is over.
   */
  private void stayWith(Thread tapping) {
    long deadline = System.nanoTime() + patience;
    try {
      int standing = 0;
      while (standing < STANDING_MILLIS && tapping.isAlive() && System.nanoTime() < deadline) {
        tapping.join(1);
        standing = tapping.getState() == Thread.State.RUNNABLE ? 0 : standing + 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What one class made tap. */
  private final class Tapping implements Runnable {

    private final Stack stack;
    private final Set<String> names;
    private boolean over;
    private boolean left;

    Tapping(Stack stack, Set<String> names) {
      this.stack = stack;
      this.names = names;
    }

    /** The application goes on. */
    synchronized void leave() {
      if (!over) {
        left = true;
        WireTap.tapMissing(stack.name());
      }
    }

    private synchronized void done() {
      over = true;
      if (left) {
        WireTap.tapFound(stack.name());
      }
    }

    @Override
    public void run() {
      try {
        long pause = 1;
        while (areSomeUnfinished() && pause < UNFINISHED_MILLIS) {
          Thread.sleep(pause);
          pause *= 2;
        }
        keepWaiting(stack, names);
        done();
      } catch (Throwable t) {
        AgentLog.failed(stack.name() + ": not all of it can be observed", t);
      }
    }

    /** Another thread is in the middle of defining them; perhaps the one that waits. */
    private boolean areSomeUnfinished() {
      names.removeAll(LoadedClasses.tap(instrumentation, stack, names));
      return !names.isEmpty();
    }
  }

  private synchronized Set<String> awaiting(Stack stack) {
    Set<String> names = waiting.remove(stack);
    return names == null ? Set.of() : names;
  }

  /** A class that was never finished is there the next time, or never. */
  private synchronized void keepWaiting(Stack stack, Set<String> names) {
    if (!names.isEmpty()) {
      Set<String> others = waiting.putIfAbsent(stack, names);
      if (others != null) {
        others.addAll(names);
      }
    }
  }
}
