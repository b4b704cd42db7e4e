// SPDX-License-Identifier: Apache-2.0
package dev.hangup.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder a site is written into. A list of its files lies in it: by that it is known as a
 * site's own, and what a newer version does not have any more is taken out.
 */
final class SiteFolder {

  static final String LIST = "hangup-handbook.txt";

  /** As {@link Site} names them; a list that somebody changed must not lead out of the folder. */
  private static final Pattern NAME = Pattern.compile("[a-z]+(?:/[a-z0-9_-]+)*\\.[a-z]+");

  private final Path folder;

  SiteFolder(Path folder) {
    this.folder = folder;
  }

  /** Whether it is there, not empty, and not a site's. */
  boolean isForeign() throws IOException {
    if (!Files.isDirectory(folder)) {
      return Files.exists(folder);
    } else if (Files.isRegularFile(folder.resolve(LIST))) {
      return false;
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.findAny().isPresent();
    }
  }

  void write(Map<String, String> files) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      // A link to a folder is one.
    }
    Set<String> all = listed();
    all.addAll(files.keySet());
    // First: a folder that was left half written is known, and so is each file in it.
    list(all);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.resolve("..").normalize());
      Files.write(path, file.getValue().getBytes(StandardCharsets.UTF_8));
    }
    all.removeAll(files.keySet());
    for (String old : all) {
      Files.deleteIfExists(folder.resolve(old));
    }
    list(files.keySet());
  }

  private Set<String> listed() throws IOException {
    Set<String> names = new TreeSet<>();
    Path list = folder.resolve(LIST);
    if (Files.isRegularFile(list)) {
      for (String line : Files.readAllLines(list, StandardCharsets.UTF_8)) {
        if (NAME.matcher(line).matches()) {
          names.add(line);
        }
      }
    }
    return names;
  }

  private void list(Set<String> names) throws IOException {
    StringBuilder text = new StringBuilder("Written by java -jar hangup.jar handbook.\n");
    new TreeSet<>(names).forEach(name -> text.append(name).append('\n'));
    Files.write(folder.resolve(LIST), text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
