// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Other JVMs of this machine: those that JAVA_8_HOME and its like name, and those of the system.
 */
public final class Jvms {

  private Jvms() {}

  /** The java executable of this JVM. */
  public static Path thisOne() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The java executable of a release of Java, null where there is none. */
  public static @Nullable Path ofRelease(int release) throws IOException {
    List<Path> homes = new ArrayList<>();
    String named = System.getenv("JAVA_" + release + "_HOME");
    if (named != null) {
      homes.add(Path.of(named));
    }
    Path system = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(system)) {
      try (Stream<Path> all = Files.list(system)) {
        all.filter(
                home -> home.getFileName().toString().matches("\\D*\\b(1\\.)?" + release + "\\b.*"))
            .sorted()
            .forEach(homes::add);
      }
    }
    return homes.stream()
        .flatMap(home -> Stream.of(home.resolve("bin/java"), home.resolve("jre/bin/java")))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
