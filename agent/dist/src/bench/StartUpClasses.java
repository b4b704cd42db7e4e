// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the list of the agent's classes that are loaded until a Netty server listens and has loaded
 * its WebSocket classes, in that order. Run after a build, from the top folder, and build again:
 *
 * <pre>java agent/dist/src/bench/StartUpClasses.java</pre>
 */
final class StartUpClasses {

  private static final Path TARGET = Path.of("agent/dist/target");
  private static final Path LIST = Path.of("agent/dist/src/main/startup/classes");
  private static final String LIST_IN_JAR = "inst/startup-classes";

  /** As the JVM logs them; what was made at run time has an address, or is a proxy. */
  private static final Pattern LOADED =
      Pattern.compile("\\] ((?:dev\\.hangup|net\\.bytebuddy)\\.[\\w.$]+) source:");

  private static final Pattern ELSEWHERE =
      Pattern.compile("dev\\.hangup\\.(boot|netty)\\..*|.*\\$Proxy\\d+");

  public static void main(String[] arguments) throws Exception {
    Path jar = withoutList();
    Set<String> names = new LinkedHashSet<>();
    for (String netty : List.of("netty-4.1", "netty-4.2")) {
      names.addAll(loaded(jar, netty));
    }
    names.removeIf(name -> ELSEWHERE.matcher(name).matches());
    Files.writeString(LIST, String.join("\n", names) + "\n");
    System.out.println(names.size() + " classes are in " + LIST);
  }

  /** What is read ahead would be loaded for that reason alone. */
  private static Path withoutList() throws IOException {
    Path copy = TARGET.resolve("without-list.jar");
    try (JarFile jar = new JarFile(TARGET.resolve("hangup.jar").toFile());
        JarOutputStream out =
            new JarOutputStream(Files.newOutputStream(copy), jar.getManifest())) {
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        if (!entry.getName().equals(LIST_IN_JAR) && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
          out.putNextEntry(new JarEntry(entry.getName()));
          jar.getInputStream(entry).transferTo(out);
        }
      }
    }
    return copy;
  }

  private static List<String> loaded(Path jar, String netty) throws Exception {
    Path log = TARGET.resolve("loaded.txt");
    String libraries;
    try (Stream<Path> jars = Files.list(TARGET.resolve("lib").resolve(netty))) {
      libraries = jars.map(file -> File.pathSeparator + file).collect(Collectors.joining());
    }
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-javaagent:" + jar,
                "-Xlog:class+load:file=" + log,
                "-cp",
                TARGET.resolve("test-classes") + libraries,
                "app.Listening")
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the server did not start");
    }
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = LOADED.matcher(line);
      if (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }
}
