// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.channel;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A process that is asked, as the asking side sees it. */
public final class Asked {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** An answer comes within a second; a machine that swaps takes longer. */
  private static final long PATIENCE_NANOS = 15_000_000_000L;

  /** Two may ask at once, and one request be lost: then it is asked again. */
  private static final long AGAIN_NANOS = 3_000_000_000L;

  private static final long LOOK_MILLIS = 20;
  private static final int LARGEST_ANSWER = 256 << 20;

  private final long pid;
  private final @Nullable String given;

  /**
   * Of that number, as this process sees it.
   *
   * @param environment where a {@code HANGUP_WHY} for the asked process may be for this one, too
   */
  public Asked(long pid, Map<String, String> environment) {
    this.pid = pid;
    this.given = Places.folder(Map.of(), environment);
  }

  /** Why there is no answer. */
  public enum State {
    /** There is a folder: it can be asked. */
    READY,
    NO_PROCESS,
    OTHER_USER,
    NO_JVM,
    /** The agent is in it, and nothing of WebSocket was used yet, or it is not to be asked. */
    WAITING,
    NO_AGENT
  }

  public State state() {
    if (Places.hasProc()) {
      Path process = Places.proc(pid);
      if (!Files.isDirectory(process) || hasEnded()) {
        return State.NO_PROCESS;
      }
      int asking = Places.user("self");
      if (asking > 0 && user() != asking) {
        return State.OTHER_USER;
      }
    }
    if (folder() != null) {
      return State.READY;
    }
    if (!Places.hasProc()) {
      return State.NO_AGENT;
    }
    if (!isJvm(true)) {
      return State.NO_JVM;
    }
    return hasAgent() ? State.WAITING : State.NO_AGENT;
  }

  /** A zombie: killed, and its parent has not asked how it ended. Its folder is still there. */
  private boolean hasEnded() {
    String state = Places.status(Long.toString(pid), "State:");
    return state != null && state.startsWith("Z");
  }

  private static long self() {
    try {
      return Long.parseLong(new File("/proc/self").getCanonicalFile().getName());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /** The version of the agent in it; null where it cannot be asked. */
  public @Nullable String version() {
    Path folder = folder();
    if (folder == null) {
      return null;
    }
    String[] who = who(folder);
    return who.length == 0 ? null : who[0];
  }

  /** Its lines; none where it cannot be read. */
  private static String[] who(Path folder) {
    try {
      return read(folder.resolve(Places.WHO), 100).split("\n", -1);
    } catch (IOException | RuntimeException e) {
      return new String[0];
    }
  }

  /** A process that was killed leaves its folder, and another one may have its number now. */
  private boolean isOfAnEarlierOne(Path folder) {
    String[] who = who(folder);
    String start = Places.start(Long.toString(pid));
    return who.length > 1 && !who[1].isEmpty() && !start.isEmpty() && !who[1].equals(start);
  }

  /**
   * The answer.
   *
   * @return null where none has come
   */
  public @Nullable String ask(String query) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      Path folder = folder();
      if (folder == null) {
        return null;
      }
      String answer = askOnce(folder, query);
      if (answer != null) {
        return answer;
      }
    }
    return null;
  }

  private static @Nullable String askOnce(Path folder, String query)
      throws IOException, InterruptedException {
    String id = String.format("%016x", RANDOM.nextLong());
    Path part = folder.resolve("part-" + id);
    Path answer = folder.resolve(Places.ANSWER + id);
    try {
      Files.write(part, (id + '\n' + query + '\n').getBytes(StandardCharsets.UTF_8));
      part.toFile().setReadable(true, false); // root may ask; the folder is the owner's only
      Files.move(part, folder.resolve(Places.ASK));
    } catch (FileAlreadyExistsException other) {
      Files.deleteIfExists(part);
      Thread.sleep(LOOK_MILLIS);
      return null;
    } catch (NoSuchFileException gone) {
      return null;
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < AGAIN_NANOS) {
      if (Files.exists(answer, LinkOption.NOFOLLOW_LINKS)) {
        String text = read(answer, LARGEST_ANSWER);
        Files.deleteIfExists(answer);
        return text;
      }
      if (!Files.isDirectory(folder)) {
        return null;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    return null;
  }

  /** A link in there might lead to a file of the asking user's. */
  private static String read(Path file, int most) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] chunk = new byte[65536];
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (all.size() + read > most) {
          throw new IOException("too long an answer");
        }
        all.write(chunk, 0, read);
      }
    }
    return new String(all.toByteArray(), StandardCharsets.UTF_8);
  }

  /** The newest one, if there are some left of processes that had the same number. */
  private @Nullable Path folder() {
    String prefix = Places.prefix(numberOfItsOwn(), namespace());
    int owner = user();
    Path newest = null;
    long made = Long.MIN_VALUE;
    for (Path base : bases()) {
      for (Path each : matching(base, prefix)) {
        long at = each.toFile().lastModified();
        boolean trusted =
            Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
                && (owner < 0 || Places.owner(each) == owner);
        if (trusted && at > made && !isOfAnEarlierOne(each)) {
          newest = each;
          made = at;
        }
      }
      if (newest != null) {
        return newest;
      }
    }
    return null;
  }

  /** Its own; where it does not show it, that of this process. */
  private String namespace() {
    String namespace = Places.namespace(Long.toString(pid));
    return namespace.equals(Places.NO_NAMESPACE) ? Places.namespace("self") : namespace;
  }

  /** In a container that this process looks into from outside its files are below its root. */
  private List<Path> bases() {
    List<Path> bases = new ArrayList<>();
    for (Path base : Places.bases(given)) {
      if (Places.hasProc()) {
        bases.add(new File(Places.proc(pid) + "/root" + base).toPath());
      }
      bases.add(base);
    }
    return bases;
  }

  private static List<Path> matching(Path base, String prefix) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(base, prefix + '*')) {
      all.forEach(found::add);
    } catch (IOException | RuntimeException none) {
      return List.of();
    }
    return found;
  }

  /** As the process itself sees it, in a namespace of its own. */
  private long numberOfItsOwn() {
    String numbers = Places.status(Long.toString(pid), "NSpid:");
    if (numbers == null) {
      return pid;
    }
    String[] each = numbers.split("\\s+", -1);
    try {
      return Long.parseLong(each[each.length - 1]);
    } catch (NumberFormatException e) {
      return pid;
    }
  }

  /** {@code unknown}: where it cannot be seen. */
  private boolean isJvm(boolean unknown) {
    try {
      return new String(
              Files.readAllBytes(Places.proc(pid).resolve("maps")), StandardCharsets.UTF_8)
          .contains("libjvm.so");
    } catch (IOException | RuntimeException e) {
      return unknown;
    }
  }

  /** False where that cannot be seen. Outside Linux a process is what it was taken for. */
  public boolean isSurelyJvm() {
    return !Places.hasProc() || isJvm(false);
  }

  /** The JVM keeps the jar of an agent open. */
  private boolean hasAgent() {
    for (Path each : matching(Places.proc(pid).resolve("fd"), "")) {
      try {
        String name = Files.readSymbolicLink(each).getFileName().toString();
        if (name.startsWith("hangup") && name.endsWith(".jar")) {
          return true;
        }
      } catch (IOException | RuntimeException next) {
        // one that has just gone
      }
    }
    return false;
  }

  /** The number of the user it runs as; -1 where there are no such numbers. */
  public int user() {
    return Places.user(Long.toString(pid));
  }

  /**
   * Its command line, as far as it says what it is: the main class or jar and what follows. Empty
   * where it cannot be read.
   */
  public String command() {
    try {
      String line =
          new String(
              Files.readAllBytes(Places.proc(pid).resolve("cmdline")), StandardCharsets.UTF_8);
      return CommandLines.mainOf(line.split("\0", -1));
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** The JVMs that this user can ask, or could if the agent were in them, by number. */
  public static List<Long> all(Map<String, String> environment) {
    if (!Places.hasProc()) {
      return askable(environment);
    }
    List<Long> pids = new ArrayList<>();
    long self = self();
    int mine = Places.user("self");
    for (Path each : matching(new File("/proc").toPath(), "[0-9]")) {
      try {
        long pid = Long.parseLong(each.getFileName().toString());
        Asked process = new Asked(pid, environment);
        // Root may ask any of them.
        boolean may = mine == 0 || process.user() == mine;
        if (pid != self && may && process.isJvm(false)) {
          pids.add(pid);
        }
      } catch (NumberFormatException next) {
        // no process
      }
    }
    pids.sort(Long::compare);
    return pids;
  }

  /** By their folders. */
  private static List<Long> askable(Map<String, String> environment) {
    Set<Long> pids = new TreeSet<>();
    for (Path base : Places.bases(Places.folder(Map.of(), environment))) {
      for (Path each : matching(base, Places.PREFIX)) {
        String[] parts = each.getFileName().toString().split("-", -1);
        if (parts.length == 4 && parts[1].matches("[0-9]{1,10}")) {
          pids.add(Long.parseLong(parts[1]));
        }
      }
    }
    return new ArrayList<>(pids);
  }
}
