// SPDX-License-Identifier: Apache-2.0
package dev.hangup.observer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For how long the control group of this process was kept from running since its CPU limit was used
 * up: {@code cpu.stat} of Linux, of version 1 or 2. Elsewhere, and without a limit, never.
 */
final class CpuLimit {

  /** Larger than any there is; the file is the kernel's. */
  private static final int MOST = 64 * 1024;

  private final @Nullable Path stat;

  CpuLimit(@Nullable Path stat) {
    this.stat = stat;
  }

  static CpuLimit ofThisProcess() {
    return new CpuLimit(find(Paths.get("/sys/fs/cgroup"), read(Paths.get("/proc/self/cgroup"))));
  }

  /**
   * Where the file is that says so: in the folder that the process names, or, where it sees its own
   * control group only, as containers do, at the root.
   *
   * @param groups the text of {@code /proc/self/cgroup}
   */
  static @Nullable Path find(Path mount, String groups) {
    for (Path each : candidates(mount, groups)) {
      if (throttled(read(each)) >= 0) {
        return each;
      }
    }
    return null;
  }

  private static List<Path> candidates(Path mount, String groups) {
    List<Path> all = new ArrayList<>();
    for (String line : groups.split("\n", -1)) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        String path = parts[2].startsWith("/") ? parts[2].substring(1) : parts[2];
        if (parts[1].isEmpty()) {
          all.add(mount.resolve(path).resolve("cpu.stat"));
        } else if (("," + parts[1] + ",").contains(",cpu,")) {
          all.add(mount.resolve(parts[1]).resolve(path).resolve("cpu.stat"));
          all.add(mount.resolve("cpu").resolve(path).resolve("cpu.stat"));
          all.add(mount.resolve(parts[1]).resolve("cpu.stat"));
          all.add(mount.resolve("cpu").resolve("cpu.stat"));
        }
      }
    }
    all.add(mount.resolve("cpu.stat"));
    return all;
  }

  /** -1 where nothing tells. */
  long throttledNanos() {
    return stat == null ? -1 : throttled(read(stat));
  }

  private static long throttled(String text) {
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("throttled_usec ")) {
        long micros = number(line);
        return micros < 0 ? -1 : micros * 1_000;
      }
      if (line.startsWith("throttled_time ")) {
        return number(line);
      }
    }
    return -1;
  }

  private static long number(String line) {
    try {
      return Long.parseLong(line.substring(line.indexOf(' ') + 1).trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String read(Path path) {
    try {
      File file = path.toFile();
      return file.isFile() && file.length() <= MOST
          ? new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
          : "";
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }
}
