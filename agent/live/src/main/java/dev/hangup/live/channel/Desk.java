// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.channel;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The asked side. One thread looks once a second whether there is a request: one {@code stat}, no
 * watch of the system's, no port, no signal. While somebody asks it looks more often.
 */
public final class Desk implements Runnable {

  private static final long QUIET_MILLIS = 1000;
  private static final long BUSY_MILLIS = 50;

  /** After a request the next one may follow. */
  private static final long BUSY_NANOS = 5_000_000_000L;

  /** Temporary folders are cleaned of what is old, also while it is in use. */
  private static final int LOOKS_BETWEEN_CHECKS = 60;

  private static final int LONGEST_REQUEST = 4096;
  private static final long ANSWER_MILLIS = 60_000;

  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final long pid;
  private final String version;
  private final Answers answers;
  private volatile Beside beside = () -> false;
  private volatile @Nullable Path folder;
  private volatile boolean closed;

  /** Writes what was asked for. */
  @FunctionalInterface
  public interface Answers {
    /** False where there is no such thing. */
    boolean write(String query, Writer out) throws IOException;
  }

  /** Something else to be looked at now and then, on the same thread. */
  @FunctionalInterface
  public interface Beside {
    /** False where it is done with. */
    boolean look();
  }

  /**
   * Nothing is made yet.
   *
   * @param properties of these, and of the variables, {@code hangup.why} is read
   * @param pid of this process as it sees itself
   */
  public Desk(
      Map<String, String> properties,
      Map<String, String> environment,
      long pid,
      String version,
      Answers answers) {
    this.properties = properties;
    this.environment = environment;
    this.pid = pid;
    this.version = version;
    this.answers = answers;
  }

  /** Whether it may be there at all. */
  public boolean isWanted() {
    return pid > 0 && !Places.isOff(properties, environment);
  }

  /** Set before the thread begins. */
  public void beside(Beside also) {
    beside = also;
  }

  /** Until {@link #close}. Interrupts are of an application that ends all threads it finds. */
  @Override
  @SuppressWarnings("EmptyCatch")
  public void run() {
    long asked = 0;
    boolean busy = false;
    int looks = 0;
    boolean more = true;
    if (isWanted()) {
      open();
    }
    while (!closed && (folder != null || more)) {
      try {
        Thread.sleep(busy ? BUSY_MILLIS : QUIET_MILLIS);
      } catch (InterruptedException goOn) {
      }
      more = more && beside.look();
      if (looks++ % LOOKS_BETWEEN_CHECKS == 0 && isGone()) {
        open();
      }
      if (serve()) {
        asked = System.nanoTime();
        busy = true;
      }
      busy = busy && System.nanoTime() - asked < BUSY_NANOS;
    }
  }

  private boolean isGone() {
    Path mine = folder;
    return mine != null && !Files.isDirectory(mine);
  }

  /** Makes the folder; where that cannot be, there is none to ask in, and nothing is said of it. */
  synchronized void open() {
    String prefix = Places.prefix(pid, Places.namespace("self"));
    for (Path base : Places.bases(Places.folder(properties, environment))) {
      if (closed) {
        return;
      }
      try {
        sweep(base, prefix);
        Path made = Files.createTempDirectory(base, prefix); // rwx------
        String who = version + '\n' + Places.start("self");
        Files.write(made.resolve(Places.WHO), who.getBytes(StandardCharsets.UTF_8));
        folder = made;
        return;
      } catch (IOException | RuntimeException next) {
        folder = null;
      }
    }
  }

  /** What earlier processes of this number have left: they are no more. */
  private static void sweep(Path base, String prefix) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(base, prefix + '*')) {
      for (Path each : left) {
        delete(each);
      }
    }
  }

  @SuppressWarnings("EmptyCatch") // another user's, or taken away by somebody else
  private static void delete(Path folder) {
    try {
      boolean own = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
      if (!own || Places.owner(folder) != Places.user("self")) {
        return;
      }
      // By their names: another folder put in its place loses nothing else.
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Places.FILES)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    } catch (IOException | RuntimeException leaveIt) {
    }
  }

  /** Looks once. True where somebody had asked. */
  boolean serve() {
    Path mine = folder;
    if (mine == null) {
      return false;
    }
    File ask = new File(mine.toString(), Places.ASK);
    if (!ask.exists()) {
      return false;
    }
    try {
      String[] request = read(ask.toPath());
      Files.deleteIfExists(ask.toPath());
      dropOld(mine);
      if (request.length >= 2 && request[0].matches("[0-9a-f]{16}")) {
        answer(mine, request[0], request[1]);
      }
    } catch (IOException | RuntimeException | LinkageError unanswered) {
      ask.delete();
    }
    return true;
  }

  private static String[] read(Path ask) throws IOException {
    if (Files.size(ask) > LONGEST_REQUEST) {
      return new String[0];
    }
    return new String(Files.readAllBytes(ask), StandardCharsets.UTF_8).split("\n", -1);
  }

  /** Whole or not at all: written under another name, and then given its own. */
  private void answer(Path mine, String id, String query) throws IOException {
    Path part = mine.resolve(Places.ANSWER + id + ".part");
    boolean known;
    try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
      known = answers.write(query, out);
    }
    if (known) {
      Files.move(part, mine.resolve(Places.ANSWER + id), StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.deleteIfExists(part);
    }
  }

  /** Answers that were not fetched. */
  private static void dropOld(Path mine) throws IOException {
    long before = System.currentTimeMillis() - ANSWER_MILLIS;
    try (DirectoryStream<Path> answers = Files.newDirectoryStream(mine, Places.ANSWER + '*')) {
      for (Path each : answers) {
        if (Files.getLastModifiedTime(each).toMillis() < before) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** There is no asking any more, and nothing is left behind. */
  public synchronized void close() {
    closed = true;
    Path mine = folder;
    folder = null;
    if (mine != null) {
      delete(mine);
    }
  }

  /** Null where there is none. */
  @Nullable Path folder() {
    return folder;
  }
}
