// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** The agent's jar, as a bad copy or a scanner that removes what it does not know leaves it. */
final class BrokenJar {

  /** What is wrong with an entry. */
  enum Damage {
    MISSING,
    /** Its bytes are there, and some are not what they were. */
    CORRUPT,
    /** The first half of it. */
    CUT
  }

  private BrokenJar() {}

  static Path in(Path folder, String entry, Damage damage) throws IOException {
    Path jar = Files.createTempFile(folder, "broken", ".jar");
    Files.write(jar, Files.readAllBytes(Fork.JAR));
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Path path = inside.getPath(entry);
      byte[] bytes = Files.readAllBytes(path);
      Files.delete(path);
      if (damage == Damage.CORRUPT) {
        for (int i = 10; i < bytes.length; i += 7) {
          bytes[i] ^= (byte) 0x5a;
        }
        Files.write(path, bytes);
      } else if (damage == Damage.CUT) {
        Files.write(path, java.util.Arrays.copyOf(bytes, bytes.length / 2));
      }
    }
    return jar;
  }
}
