// SPDX-License-Identifier: Apache-2.0
package dev.hangup.tyrus.common;

import org.jspecify.annotations.Nullable;

/** The trace of an application that asks to connect, on the thread that does it for the asker. */
public final class Asking implements Runnable {

  private static final ThreadLocal<@Nullable Object> TRACE = new ThreadLocal<>();

  private final Object trace;
  private final Runnable task;

  public Asking(Object trace, Runnable task) {
    this.trace = trace;
    this.task = task;
  }

  @Override
  public void run() {
    TRACE.set(trace);
    try {
      task.run();
    } finally {
      TRACE.remove();
    }
  }

  /** Null where the thread that asked connects by itself. */
  public static @Nullable Object trace() {
    return TRACE.get();
  }
}
