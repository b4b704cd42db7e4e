// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A jar whose bytes depend on its contents alone: entries in order, one time stamp for all. */
final class OutputJar {

  private final Map<String, String> manifest;
  private final OffsetDateTime time;
  private final Map<String, byte[]> entries = new TreeMap<>();
  private final Map<String, TreeSet<String>> lines = new TreeMap<>();
  private final Set<String> plain = new HashSet<>();

  OutputJar(Map<String, String> manifest, OffsetDateTime time) {
    this.manifest = manifest;
    this.time = time;
    plain.add(JarFile.MANIFEST_NAME); // every JVM with the agent reads it, twice
  }

  void add(String name, byte[] bytes) {
    byte[] before = entries.put(name, bytes);
    if (before != null && !Arrays.equals(before, bytes)) {
      throw new IllegalStateException("two different files want to be " + name);
    }
  }

  /**
   * Keeps an entry as it is, larger in the jar and read without being inflated; false where there
   * is none of this name.
   */
  boolean keepPlain(String name) {
    return entries.containsKey(name) && plain.add(name);
  }

  /** Adds to a service file, which several artifacts may have lines for. */
  void addLines(String name, String text) {
    text.lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .forEach(line -> lines.computeIfAbsent(name, any -> new TreeSet<>()).add(line));
  }

  void write(Path target) throws IOException {
    lines.forEach(
        (name, all) -> add(name, (String.join("\n", all) + '\n').getBytes(StandardCharsets.UTF_8)));
    Files.createDirectories(target.toAbsolutePath().getParent());
    try (OutputStream file = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      write(JarFile.MANIFEST_NAME, manifest(), zip);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        write(entry.getKey(), entry.getValue(), zip);
      }
    }
  }

  private void write(String name, byte[] bytes, ZipOutputStream zip) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    // Local, since a zip file knows no zone: the builder's must not get in.
    entry.setTimeLocal(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
    if (plain.contains(name)) {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(bytes.length);
      entry.setCrc(sum.getValue());
    }
    zip.putNextEntry(entry);
    zip.write(bytes);
  }

  private byte[] manifest() throws IOException {
    Manifest written = new Manifest();
    written.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    new TreeMap<>(manifest).forEach(written.getMainAttributes()::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    written.write(bytes);
    return bytes.toByteArray();
  }
}
