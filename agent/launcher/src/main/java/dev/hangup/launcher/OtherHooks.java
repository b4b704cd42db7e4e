// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shutdown hooks of the application and of other agents. The JVM starts all hooks at once and
 * ends when all are done; a server says its last words to its connections from one of them, so the
 * hook that tells how those ended must be the last.
 */
final class OtherHooks {

  /** In {@code java.lang}, which is opened to us already for the dispatcher. */
  private static final String HOLDER = "java.lang.ApplicationShutdownHooks";

  private static final long POLL_MILLIS = 20;

  /** By thread. Null where it is not known who they are. */
  private final @Nullable Map<?, ?> hooks;

  private final Patience patience;

  /**
   * How long to wait at most, in nanoseconds.
   *
   * @param withHooks for hooks that go on and on; only another one that waits for us makes this
   *     longer than the JVM itself would have waited. Spring Boot's graceful shutdown takes 30 s
   *     where a WebSocket is open, and only then does Reactor Netty send its Close frames
   * @param standing where hooks are not known: since the last connection ended
   * @param blind where hooks are not known
   */
  record Patience(long withHooks, long standing, long blind) {

    static final Patience USUAL =
        new Patience(
            TimeUnit.SECONDS.toNanos(60), TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(5));
  }

  OtherHooks(@Nullable Map<?, ?> hooks, Patience patience) {
    this.hooks = hooks;
    this.patience = patience;
  }

  /**
   * Asks the JVM, which lets go of the list when it begins to shut down: asked before, it stays
   * readable, with hooks that are added later in it.
   */
  static OtherHooks of(ModuleAccess rights) {
    return new OtherHooks(list(rights), Patience.USUAL);
  }

  static @Nullable Map<?, ?> list(ModuleAccess rights) {
    try {
      Class<?> holder = Class.forName(HOLDER, true, null);
      rights.open(holder);
      Field hooks = holder.getDeclaredField("hooks");
      hooks.setAccessible(true);
      return (Map<?, ?>) hooks.get(null);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError otherJvm) {
      return null;
    }
  }

  /**
   * Takes a hook off the list, for the caller to start when it suits: the end of an SDK that is to
   * be told of the last connections. Null where there is none such, or the JVM starts hooks
   * already.
   *
   * @param work what the names of the classes begin with that such a hook runs
   */
  @Nullable Thread takeOver(String work) {
    if (hooks == null) {
      return null;
    }
    try {
      for (Thread other : others(hooks)) {
        Object task = HookTask.of(other);
        if (task != null && task.getClass().getName().startsWith(work)) {
          return Runtime.getRuntime().removeShutdownHook(other) ? other : null;
        }
      }
    } catch (IllegalStateException | ConcurrentModificationException leaveIt) {
      return null;
    }
    return null;
  }

  /**
   * Returns when all others are done, or when no connection is open that one of them could say
   * something to. Called from a hook.
   *
   * @param open how many connections are
   */
  void await(IntSupplier open) {
    if (hooks == null) {
      awaitStanding(open);
    } else {
      awaitHooks(others(hooks), open);
    }
  }

  /** Once the JVM is shutting down it lets no hook be added or removed. */
  private static List<Thread> others(Map<?, ?> hooks) {
    List<Thread> others = new ArrayList<>();
    for (Object hook : hooks.keySet()) {
      if (hook instanceof Thread thread && thread != Thread.currentThread()) {
        others.add(thread);
      }
    }
    return others;
  }

  private void awaitHooks(List<Thread> others, IntSupplier open) {
    long start = System.nanoTime();
    for (Thread other : others) {
      while (isToCome(other, start) || other.isAlive()) {
        if (open.getAsInt() == 0 || System.nanoTime() - start > patience.withHooks()) {
          return;
        }
        pause(other);
      }
    }
  }

  /** The JVM starts them one after the other; one that fails to start leaves the rest as it is. */
  private boolean isToCome(Thread hook, long start) {
    return hook.getState() == Thread.State.NEW && System.nanoTime() - start < patience.standing();
  }

  private void awaitStanding(IntSupplier open) {
    long start = System.nanoTime();
    long changed = start;
    int before = open.getAsInt();
    while (before > 0
        && System.nanoTime() - changed < patience.standing()
        && System.nanoTime() - start < patience.blind()) {
      pause(null);
      int now = open.getAsInt();
      if (now != before) {
        before = now;
        changed = System.nanoTime();
      }
    }
  }

  /**
   * Some applications interrupt every thread they find when they end; the JVM goes on then, too.
   */
  @SuppressWarnings("EmptyCatch")
  private static void pause(@Nullable Thread other) {
    try {
      if (other != null && other.isAlive()) {
        other.join(POLL_MILLIS);
      } else {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException goOn) {
    }
  }
}
