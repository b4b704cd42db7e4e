// SPDX-License-Identifier: Apache-2.0
package dev.hangup.launcher;

import dev.hangup.jdk.OwnThread;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines on a thread of its own. A connection is usually ended by an event loop, and standard
 * error may be a pipe without a reader: once it is full, a write blocks for ever, and that must not
 * be the application's thread. Bounded; lines over the bound are counted and the count is written.
 */
final class Console implements Consumer<String> {

  private static final int MOST = 256;

  private final Consumer<String> writer;
  private final Runnable first;
  private final LongFunction<String> droppedLine;
  private final Deque<String> waiting = new ArrayDeque<>();
  private long dropped;
  private boolean writing;
  private boolean held;
  private boolean hasBegun;
  private @Nullable Thread thread;

  Console(Consumer<String> writer) {
    this(
        writer,
        () -> {},
        dropped -> dropped + " lines were dropped, standard error takes them too slowly");
  }

  /**
   * Likewise.
   *
   * @param first is done once, by the thread that writes, before any line
   * @param droppedLine says how many lines were over the bound
   */
  Console(Consumer<String> writer, Runnable first, LongFunction<String> droppedLine) {
    this.writer = writer;
    this.first = first;
    this.droppedLine = droppedLine;
  }

  @Override
  public void accept(String line) {
    synchronized (waiting) {
      if (waiting.size() >= MOST) {
        dropped++;
        return;
      }
      waiting.add(line);
      waiting.notifyAll();
    }
    begin();
  }

  /** Starts the thread; by itself it starts with the first line. */
  void begin() {
    synchronized (waiting) {
      if (thread == null) {
        thread = started();
      }
    }
  }

  /** Lines wait until {@link #letGo}: something else is to be read first. */
  void hold() {
    synchronized (waiting) {
      held = true;
    }
  }

  void letGo() {
    synchronized (waiting) {
      held = false;
      waiting.notifyAll();
    }
  }

  private Thread started() {
    Thread started = OwnThread.daemon("hangup-console", this::write);
    started.start();
    return started;
  }

  private void write() {
    try {
      begun();
      while (true) {
        writer.accept(next());
      }
    } catch (Throwable t) { // no memory for the bytes of a line: the next line gets another thread
      synchronized (waiting) {
        thread = null;
        writing = false;
      }
    }
  }

  private void begun() {
    synchronized (waiting) {
      if (hasBegun) {
        return;
      }
      hasBegun = true;
    }
    first.run();
  }

  private String next() {
    synchronized (waiting) {
      writing = false;
      waiting.notifyAll();
      while (held || (waiting.isEmpty() && dropped == 0)) {
        try {
          waiting.wait();
        } catch (InterruptedException e) {
          // An application that interrupts all threads does not mean this one.
        }
      }
      writing = true;
      String line = waiting.poll();
      if (line == null) {
        line = droppedLine.apply(dropped);
        dropped = 0;
      }
      return line;
    }
  }

  /** Waits until all is written, or for as long as is given. */
  void flush(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    synchronized (waiting) {
      while (writing || !waiting.isEmpty() || dropped > 0) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        waiting.wait(left);
      }
    }
  }
}
