// SPDX-License-Identifier: Apache-2.0
package dev.hangup.lowering;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is ours of a class path, lowered into two folders: {@code classes} and {@code test-classes}.
 * So tests run on an older JVM with the classes that the agent's jar has.
 *
 * <p>Arguments: the folder to make them in, the class path.
 */
public final class LoweredClassPath {

  private static final String TESTS = "test-classes";
  private static final String SERVICES = "META-INF/services/";

  /** By folder and name. */
  private final Map<String, byte[]> files = new TreeMap<>();

  private LoweredClassPath() {}

  /** See the class comment for the arguments. */
  public static void main(String[] arguments) throws IOException {
    LoweredClassPath path = new LoweredClassPath();
    for (String element : arguments[1].split(File.pathSeparator, -1)) {
      Path place = Path.of(element);
      if (Files.isDirectory(place)) {
        path.read(place, place.endsWith(TESTS) ? TESTS : "classes");
      } else if (place.getFileName().toString().matches("hangup-.*\\.jar") && Files.exists(place)) {
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
          path.read(jar.getPath("/"), "classes");
        }
      }
    }
    path.write(Path.of(arguments[0]));
  }

  private void read(Path root, String folder) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString().replace(File.separatorChar, '/');
        byte[] bytes = Files.readAllBytes(file);
        files.merge(
            folder + '/' + name,
            bytes,
            (first, second) -> name.startsWith(SERVICES) ? joined(first, second) : first);
      }
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.write('\n');
    all.writeBytes(second);
    return all.toByteArray();
  }

  private void write(Path target) throws IOException {
    List<byte[]> classes = new ArrayList<>();
    files.forEach(
        (name, bytes) -> {
          if (isClass(name)) {
            classes.add(bytes);
          }
        });
    Lowering lowering = Lowering.of(classes);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path to = target.resolve(file.getKey());
      Files.createDirectories(to.getParent());
      byte[] bytes = file.getValue();
      Files.write(to, isClass(file.getKey()) ? lowering.lowered(bytes) : bytes);
    }
  }

  private static boolean isClass(String name) {
    return name.endsWith(".class") && !name.endsWith("-info.class");
  }
}
