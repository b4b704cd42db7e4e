// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Threads of the agent. They are made in the middle of whatever the application is doing, outlive
 * it, and must keep nothing of it: no context loader, no inheritable thread locals.
 */
final class OwnThread {

  private OwnThread() {}

  /** Not started yet. */
  @SuppressWarnings(
      "removal") // up to JDK 23 a thread keeps the loaders of all on its maker's stack
  static Thread of(String name, Runnable work) {
    PrivilegedAction<Thread> made = () -> new Thread(null, work, name, 0, false);
    Thread thread = AccessController.doPrivileged(made);
    thread.setContextClassLoader(null);
    return thread;
  }

  /** Not started yet; does not keep the JVM running. */
  static Thread daemon(String name, Runnable work) {
    Thread thread = of(name, work);
    thread.setDaemon(true);
    return thread;
  }
}
