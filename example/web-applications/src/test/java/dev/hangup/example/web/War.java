// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A web archive, put together by hand from classes of this module. */
record War(Path file) {

  private static final Path CLASSES = Path.of("target/classes");

  static War in(Path folder) {
    return new War(folder.resolve("app.war"));
  }

  War with(String classFile) throws IOException {
    return added(CLASSES.resolve(classFile), "WEB-INF/classes/" + classFile);
  }

  /** The same class as it was before Jakarta, for an older JVM. */
  War withOlder(String classFile, int release) throws IOException {
    return added(
        Older.classFile(CLASSES.resolve(classFile), release), "WEB-INF/classes/" + classFile);
  }

  War withLibrary(Path jar) throws IOException {
    return added(jar, "WEB-INF/lib/" + jar.getFileName());
  }

  private War added(Path source, String name) throws IOException {
    return added(Files.readAllBytes(source), name);
  }

  private War added(byte[] content, String name) throws IOException {
    URI uri = URI.create("jar:" + file.toUri());
    try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
      Path target = zip.getPath(name);
      Files.createDirectories(target.getParent());
      Files.write(target, content);
    }
    return this;
  }
}
