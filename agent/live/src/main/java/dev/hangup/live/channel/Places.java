// SPDX-License-Identifier: Apache-2.0
package dev.hangup.live.channel;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the two meet: a folder that the asked process makes for itself, of a name that another user
 * cannot have made before it, open to its owner only. The name begins with the process number and
 * the namespace that number is of: containers may share a temporary folder.
 */
final class Places {

  /** Of a request; made by who asks, taken away by who answers. */
  static final String ASK = "ask";

  static final String ANSWER = "answer-";

  /**
   * Says who is there, so that a list of processes need not ask each: the agent's version and, on
   * the next line, {@link #start} of its process, as numbers of processes are used again.
   */
  static final String WHO = "agent";

  /** All that may lie there, as a glob. */
  static final String FILES = "{" + ASK + ',' + WHO + ',' + ANSWER + "*,part-*}";

  static final String PREFIX = "hangup-";

  /** Numbers of processes are of this one where there are no namespaces. */
  static final String NO_NAMESPACE = "0";

  /** In {@code /proc/PID/stat}, counted from behind the program's name. */
  private static final int START_FIELD = 19;

  private Places() {}

  /**
   * Folders to try, in this order. Never the application's own idea of a temporary folder first:
   * who asks does not know it.
   *
   * @param given a folder of the user's choice; null for the usual ones
   */
  static List<Path> bases(@Nullable String given) {
    if (given != null) {
      return List.of(new File(given).toPath().toAbsolutePath());
    }
    Set<Path> bases = new LinkedHashSet<>();
    if (File.separatorChar == '/') {
      bases.add(new File("/tmp").toPath());
      // Where the file system of a container is read only, this is not.
      bases.add(new File("/dev/shm").toPath());
    }
    String temporary = System.getProperty("java.io.tmpdir");
    if (temporary != null) {
      bases.add(new File(temporary).toPath().toAbsolutePath());
    }
    return new ArrayList<>(bases);
  }

  /** The start of the folder's name. */
  static String prefix(long pid, String namespace) {
    return PREFIX + pid + '-' + namespace + '-';
  }

  /** Of a process as {@code /proc} names it; there is none outside Linux. */
  static String namespace(String process) {
    try {
      String link =
          Files.readSymbolicLink(new File("/proc/" + process + "/ns/pid").toPath()).toString();
      String digits = link.replaceAll("[^0-9]", "");
      return digits.isEmpty() ? NO_NAMESPACE : digits;
    } catch (IOException | RuntimeException e) {
      return NO_NAMESPACE;
    }
  }

  /** The number of the user a file is of; -1 where there are no such numbers. */
  static int owner(Path file) {
    try {
      Object owner = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      return owner instanceof Integer number ? number : -1;
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }

  static Path proc(long pid) {
    return new File("/proc/" + pid).toPath();
  }

  /** Whether there is a {@code /proc} to ask. */
  static boolean hasProc() {
    return new File("/proc/self/status").exists();
  }

  /** A line of a process's status; null where there is none. */
  static @Nullable String status(String process, String name) {
    try {
      byte[] status = Files.readAllBytes(new File("/proc/" + process + "/status").toPath());
      for (String line : new String(status, StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.startsWith(name)) {
          return line.substring(name.length()).trim();
        }
      }
    } catch (IOException | RuntimeException none) {
      return null;
    }
    return null;
  }

  /**
   * When a process started, in ticks since the machine did; empty where that is not known. Of two
   * processes with one number, one after the other, no two are alike.
   */
  static String start(String process) {
    try {
      byte[] stat = Files.readAllBytes(new File("/proc/" + process + "/stat").toPath());
      String line = new String(stat, StandardCharsets.UTF_8);
      // The second field is the program's name, in brackets, and may hold anything.
      String[] fields = line.substring(line.lastIndexOf(')') + 1).trim().split(" ", -1);
      return fields.length > START_FIELD ? fields[START_FIELD] : "";
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /**
   * The number of the user a process runs as, the second of four; -1 where there are no such
   * numbers. Who owns {@code /proc/PID} may be another one.
   */
  static int user(String process) {
    String numbers = status(process, "Uid:");
    try {
      return numbers == null ? -1 : Integer.parseInt(numbers.split("\\s+", -1)[1]);
    } catch (RuntimeException e) {
      return -1;
    }
  }

  /** What {@code hangup.why} says of the folder; null for the usual ones. */
  static @Nullable String folder(Map<String, String> properties, Map<String, String> environment) {
    String given = properties.get("hangup.why");
    if (given == null) {
      given = environment.get("HANGUP_WHY");
    }
    String folder = given == null ? "" : given.trim();
    String word = folder.toLowerCase(Locale.ROOT);
    return folder.isEmpty() || word.equals("auto") || word.equals("off") ? null : folder;
  }

  static boolean isOff(Map<String, String> properties, Map<String, String> environment) {
    String given = properties.get("hangup.why");
    if (given == null) {
      given = environment.get("HANGUP_WHY");
    }
    return given != null && given.trim().toLowerCase(Locale.ROOT).equals("off");
  }
}
