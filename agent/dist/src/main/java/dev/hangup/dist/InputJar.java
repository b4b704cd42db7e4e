// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What one artifact brings along: classes, service files and resources, without its manifest, its
 * signatures and its build's leftovers. Of a multi-release jar the classes Java 8 would see.
 */
final class InputJar {

  private static final int FLOOR = 8;
  private static final Pattern NAME = Pattern.compile("(.*?)-\\d.*\\.jar");
  private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d+)/(.*)");

  private final String artifact;
  private final Map<String, byte[]> entries = new TreeMap<>();

  InputJar(Path file) throws IOException {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    if (!matcher.matches()) {
      throw new IOException(file + " has no version in its name");
    }
    artifact = matcher.group(1);
    Map<String, Integer> releases = new TreeMap<>();
    try (ZipFile jar = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> all = jar.entries();
      while (all.hasMoreElements()) {
        ZipEntry entry = all.nextElement();
        Matcher versioned = VERSIONED.matcher(entry.getName());
        int release = versioned.matches() ? Integer.parseInt(versioned.group(1)) : 0;
        String name = release == 0 ? entry.getName() : versioned.group(2);
        if (!entry.isDirectory()
            && release <= FLOOR
            && release >= releases.getOrDefault(name, 0)
            && isWanted(name)) {
          releases.put(name, release);
          entries.put(name, jar.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  private static boolean isWanted(String name) {
    return name.startsWith("META-INF/")
        ? name.startsWith("META-INF/services/") || name.startsWith("META-INF/licenses/")
        : !name.startsWith("OSGI-INF/")
            && !name.endsWith("module-info.class")
            && !name.endsWith("package-info.class");
  }

  String artifact() {
    return artifact;
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  byte[] bytes(String name) {
    byte[] found = entries.get(name);
    if (found == null) {
      throw new IllegalStateException(name + " is missing in " + artifact);
    }
    return found;
  }

  void forEachClass(BiConsumer<String, byte[]> classFile) {
    entries.forEach(
        (name, bytes) -> {
          if (name.endsWith(".class")) {
            classFile.accept(name, bytes);
          }
        });
  }

  void replaceClasses(UnaryOperator<byte[]> change) {
    entries.replaceAll((name, bytes) -> name.endsWith(".class") ? change.apply(bytes) : bytes);
  }

  void forEach(BiConsumer<String, byte[]> entry) {
    entries.forEach(
        (name, bytes) -> {
          if (!name.startsWith("META-INF/licenses/")) {
            entry.accept(name, bytes);
          }
        });
  }
}
