// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import dev.hangup.testkit.MavenJars;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** An application in one jar with its libraries in it, packed by Spring Boot's own tools. */
final class FatJar {

  private static final Path CLASSES = Path.of("target/classes");
  private static final String TOOLS = "org.springframework.boot:spring-boot-loader-tools:";

  private FatJar() {}

  static Path packed(Path folder, String boot, String mainClass, List<Path> libraries)
      throws Exception {
    Path thin = thin(folder, mainClass.substring(0, mainClass.lastIndexOf('.')).replace('.', '/'));
    Path fat = folder.resolve("app.jar");
    List<URL> tools = new ArrayList<>();
    for (Path jar : MavenJars.of(List.of(TOOLS + boot))) {
      tools.add(jar.toUri().toURL());
    }
    tools.add(Repackaging.class.getProtectionDomain().getCodeSource().getLocation());
    try (URLClassLoader loader =
        new URLClassLoader(tools.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class.forName(Repackaging.class.getName(), true, loader)
          .getMethod("repackage", Path.class, Path.class, String.class, List.class)
          .invoke(null, thin, fat, mainClass, libraries);
    }
    return fat;
  }

  private static Path thin(Path folder, String packageFolder) throws IOException {
    Path thin = folder.resolve("thin.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (OutputStream file = Files.newOutputStream(thin);
        JarOutputStream jar = new JarOutputStream(file, manifest);
        Stream<Path> classes = Files.walk(CLASSES.resolve(packageFolder))) {
      for (Path each : classes.filter(Files::isRegularFile).sorted().toList()) {
        jar.putNextEntry(new JarEntry(CLASSES.relativize(each).toString().replace('\\', '/')));
        try (InputStream in = Files.newInputStream(each)) {
          in.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
    return thin;
  }
}
