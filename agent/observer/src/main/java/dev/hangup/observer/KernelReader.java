// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import dev.hangup.close.Circumstances.Kernel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel about the sockets of ends that hang on its word: once a second at most, all of
 * them at once, on the thread that tells of ends. It grows with the number of sockets, some 100
 * bytes of text each.
 */
final class KernelReader {

  /** At most so many ask at once; the others are told without its word. */
  static final int MOST = 512;

  private static final long APART = 1_000_000_000L;

  /** From an end to the reading: time for the system to hear of the close. */
  private static final long SOON = 250_000_000L;

  /** Knows of no socket. */
  static final KernelReader NONE = new KernelReader(Paths.get("no such folder"));

  private final TcpTable table;
  private final boolean there;
  private List<Question> asked = new ArrayList<>();
  private boolean hasRead;
  private long readAt;

  /** When it is to be read next, where that is set. */
  private boolean scheduled;

  private long nextAt;

  KernelReader(Path folder) {
    table = new TcpTable(folder);
    there = folder.resolve("tcp").toFile().canRead();
  }

  static KernelReader ofThisProcess() {
    return new KernelReader(Paths.get("/proc/self/net"));
  }

  /** Of one socket. */
  static final class Question {
    private final TcpTable.Wanted wanted;
    private volatile boolean answered;

    private Question(TcpTable.Wanted wanted) {
      this.wanted = wanted;
    }

    boolean isAnswered() {
      return answered;
    }

    /** Null until it is answered, and where the kernel has nothing to say. */
    @Nullable Kernel answer() {
      return answered ? wanted.kernel() : null;
    }
  }

  /** Null where the kernel cannot be asked that. */
  synchronized @Nullable Question ask(@Nullable SocketAddress peer, int localPort) {
    TcpTable.Wanted wanted =
        there && asked.size() < MOST ? TcpTable.Wanted.of(peer, localPort) : null;
    if (wanted == null) {
      return null;
    }
    Question question = new Question(wanted);
    asked.add(question);
    return question;
  }

  /** For how long the answer to what is asked now takes: until the table is read next. */
  synchronized long patience(long now) {
    if (!scheduled || nextAt - now <= 0) {
      nextAt = now + SOON;
      if (hasRead && readAt + APART - nextAt > 0) {
        nextAt = readAt + APART;
      }
      scheduled = true;
    }
    return nextAt - now;
  }

  /** Answers all that was asked, unless it did so less than a second ago. */
  void answer(long now) throws IOException {
    List<Question> open;
    synchronized (this) {
      if (asked.isEmpty() || (hasRead && now - readAt < APART)) {
        return;
      }
      open = asked;
      asked = new ArrayList<>();
      scheduled = false;
      hasRead = true;
      readAt = now;
    }
    List<TcpTable.Wanted> wanted = new ArrayList<>();
    for (Question each : open) {
      wanted.add(each.wanted);
    }
    try {
      table.read(wanted);
    } finally {
      for (Question each : open) {
        each.answered = true;
      }
    }
  }
}
