// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.instrument.Instrumentation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Classes that a library loads whether WebSocket is used or not. They stay as they are, and nothing
 * of ours is started for them, until another class of their stack is loaded.
 */
final class LateTaps {

  /** Usually some ten. The application goes on after this, and what is late is tapped meanwhile. */
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private final Instrumentation instrumentation;
  private final boolean possible;

  /** Stacks of which a class was left as it was, at some time. */
  private final Set<Stack> met = new HashSet<>();

  /** Stacks of which a class that waits for nothing has been loaded. */
  private final Set<Stack> awake = new HashSet<>();

  /** Names of the classes that are to be tapped yet. */
  private final Map<Stack, Set<String>> waiting = new HashMap<>();

  private LateTaps(Instrumentation instrumentation, boolean possible) {
    this.instrumentation = instrumentation;
    this.possible = possible;
  }

  /** For an application that loads its classes after the agent. */
  static LateTaps of(Instrumentation instrumentation) {
    return new LateTaps(instrumentation, instrumentation.isRetransformClassesSupported());
  }

  /** All is tapped at once: what there is to wait for may have been loaded already. */
  static LateTaps none(Instrumentation instrumentation) {
    return new LateTaps(instrumentation, false);
  }

  /** Whether there is nothing to do about this class, at least for now. */
  synchronized boolean leaves(Stack stack, String className) {
    if (stack.isTappedLate(className)) {
      met.add(stack);
      return possible && !awake.contains(stack) && putOff(stack, className);
    }
    awake.add(stack);
    return stack.isUntapped(className) && !met.contains(stack);
  }

  private boolean putOff(Stack stack, String className) {
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
   * it asks it about another on the same thread. Waited for, so that what comes next in the
   * application is seen, but not for ever: it may be in the middle of loading a class.
   */
  void tapWaiting(Stack stack) {
    Set<String> names = awaiting(stack);
    if (names.isEmpty()) {
      return;
    }
    Thread thread = OwnThread.daemon("hangup-late", () -> tap(stack, names));
    thread.start();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tap(Stack stack, Set<String> names) {
    try {
      unfinished(stack, names, LoadedClasses.tap(instrumentation, names));
    } catch (Throwable t) {
      AgentLog.failed(stack.name() + ": not all of it can be observed", t);
    }
  }

  private synchronized Set<String> awaiting(Stack stack) {
    Set<String> names = waiting.remove(stack);
    return names == null ? Set.of() : names;
  }

  /** A class that some thread has not finished loading is there the next time. */
  private synchronized void unfinished(Stack stack, Set<String> names, Set<String> tapped) {
    names.removeAll(tapped);
    if (!names.isEmpty()) {
      Set<String> others = waiting.putIfAbsent(stack, names);
      if (others != null) {
        others.addAll(names);
      }
    }
  }
}
