// SPDX-License-Identifier: Apache-2.0
package dev.hangup.export;

import dev.hangup.jdk.OwnThread;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that talks to collectors. It lives while there is something to send, holds nothing
 * of the application, and never keeps the JVM from ending. What waits for it is bounded.
 */
final class ExportThread {

  private static final int MOST_WAITING = 16;

  /** What has a time-out of its own is done by then. */
  private static final long GRACE = TimeUnit.SECONDS.toNanos(1);

  private static final long REST = TimeUnit.MILLISECONDS.toNanos(100);

  private final ThreadPoolExecutor executor;
  private final CountDownLatch lastChance = new CountDownLatch(1);
  private volatile @Nullable Busy busy;
  private volatile boolean stopped;

  /** What the thread does, or says that it will never do. */
  interface Work extends Runnable {
    void dropped();
  }

  private record Busy(Socket socket, Deadline deadline) {}

  ExportThread() {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            ExportThread::thread);
    executor.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    return OwnThread.daemon("hangup-export", work);
  }

  /** Where something failed that may fail again at once. */
  static void rest() {
    LockSupport.parkNanos(REST);
  }

  /** An application that interrupts all threads does not mean those that send. */
  @SuppressWarnings({"EmptyCatch", "WaitNotInLoop"}) // who calls this holds the lock, in a loop
  static void waitFor(Object lock, long millis) {
    try {
      lock.wait(millis);
    } catch (InterruptedException e) {
    }
  }

  /** Whether {@code work} was taken: not when too much waits already, or after the end. */
  boolean run(Work work) {
    endOverdue();
    try {
      executor.execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** The thread writes to this socket, which knows no time-out. */
  void busyWith(Socket socket, Deadline deadline) {
    busy = new Busy(socket, deadline);
    if (stopped) {
      close(socket);
    }
  }

  void idle() {
    busy = null;
  }

  /** Interrupts what should be over by now; called by the thread that brings the next work. */
  private void endOverdue() {
    Busy now = busy;
    if (now != null && System.nanoTime() - now.deadline().at() > GRACE) {
      close(now.socket());
    }
  }

  @SuppressWarnings("EmptyCatch") // then it is closed, or will never be
  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
    }
  }

  /** From now on nothing is tried twice. */
  void hurry() {
    lastChance.countDown();
  }

  boolean isHurried() {
    return lastChance.getCount() == 0;
  }

  /** Waits; false where there is no time left for waiting. */
  boolean pause(long nanos) {
    try {
      return !lastChance.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /** Ends all waiting: for what is being sent, and for what has not been begun. */
  void stop() {
    hurry();
    stopped = true;
    for (Runnable waiting : executor.shutdownNow()) {
      ((Work) waiting).dropped();
    }
    Busy now = busy;
    if (now != null) {
      close(now.socket());
    }
  }
}
