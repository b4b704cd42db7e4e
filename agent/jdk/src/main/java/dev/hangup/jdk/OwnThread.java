// SPDX-License-Identifier: Apache-2.0
package dev.hangup.jdk;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Threads of the agent. They are made in the middle of whatever the application is doing, outlive
 * it, and must keep nothing of it: no context loader, no inheritable thread locals.
 */
public final class OwnThread {

  /** Before this release a thread keeps the loaders of all on its maker's stack. */
  private static final int NO_CONTEXT = 24;

  private OwnThread() {}

  /** Not started yet. */
  public static Thread of(String name, Runnable work) {
    PrivilegedAction<Thread> made = () -> Platform.current().thread(work, name);
    Thread thread = Java.RELEASE < NO_CONTEXT ? apart(made) : made.run();
    thread.setContextClassLoader(null);
    thread.setUncaughtExceptionHandler(OwnThread::nothing);
    return thread;
  }

  @SuppressWarnings("removal") // not called where it may be gone
  private static Thread apart(PrivilegedAction<Thread> made) {
    return AccessController.doPrivileged(made);
  }

  /**
   * What a thread of the agent throws ends that thread. The handler that an application has set for
   * all threads may end the JVM, and without one the JVM prints the stack trace.
   */
  public static void nothing(Thread thread, Throwable thrown) {}

  /** Not started yet; does not keep the JVM running. */
  public static Thread daemon(String name, Runnable work) {
    Thread thread = of(name, work);
    thread.setDaemon(true);
    return thread;
  }
}
