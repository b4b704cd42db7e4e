// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The agent {@code app.Saboteur}, whose one class for our loaders is on the boot class path. */
final class SaboteurJar {

  private static final String FAULT = "app/Fault.class";

  private SaboteurJar() {}

  /**
   * To be given before our agent; the application needs Byte Buddy on its class path.
   *
   * @param classes with the applications
   */
  static Path in(Path folder, Path classes) throws IOException {
    Path jar = folder.resolve("saboteur.jar");
    if (Files.exists(jar)) {
      return jar;
    }
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Premain-Class", "app.Saboteur");
    main.putValue("Boot-Class-Path", jar.getFileName().toString());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new JarEntry(FAULT));
      Files.copy(classes.resolve(FAULT), out);
    }
    return jar;
  }
}
