// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An application in a JVM of its own. Its output goes to files, so nothing waits for a full pipe.
 */
final class Fork {

  static final Path JAR = Path.of(System.getProperty("hangup.jar", ""));
  static final String JAVA = System.getProperty("hangup.test.java", "");

  /** Of that JVM: 8, 11, 17. */
  static final int RELEASE = release();

  private static final Path LIB = Path.of(System.getProperty("hangup.lib", ""));
  private static final Path APPLICATIONS = Path.of(System.getProperty("hangup.applications", ""));

  private final Path folder;
  private String java = JAVA;
  private final List<String> options = new ArrayList<>();
  private final List<Path> classPath = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();

  private Fork(Path folder) {
    this.folder = folder;
  }

  /** What became of it. */
  record Ended(int exitCode, List<String> out, List<String> err) {

    /** What the agent said. */
    List<String> agent() {
      return err.stream()
          .filter(line -> line.startsWith("hangup: "))
          .map(line -> line.substring("hangup: ".length()))
          .toList();
    }

    /** The spans it exported, those of connections without a route too. */
    List<String> spans() {
      return agent().stream()
          .filter(line -> line.startsWith("'WS ") || line.startsWith("'WS' "))
          .toList();
    }

    /** The lines on the console about connections that ended; at most one a second. */
    List<String> closes() {
      return agent().stream().filter(line -> line.contains(" | ")).toList();
    }
  }

  /** In {@code folder}, with the application's classes, no agent; spans go to the console. */
  static Fork in(Path folder) throws IOException {
    Fork fork = new Fork(folder);
    fork.classPath.add(applicationClasses(folder));
    fork.environment.put("OTEL_TRACES_EXPORTER", "console");
    fork.environment.put("OTEL_METRICS_EXPORTER", "none");
    fork.environment.put("OTEL_LOGS_EXPORTER", "none");
    return fork;
  }

  /**
   * A folder with the applications and nothing else of the tests; class files that Java 8 loads.
   */
  static Path applicationClasses(Path folder) throws IOException {
    Path target = folder.resolve("classes/app");
    if (!Files.exists(target)) {
      Files.createDirectories(target);
      try (Stream<Path> all = Files.list(APPLICATIONS.resolve("app"))) {
        for (Path file : all.toList()) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
    return folder.resolve("classes");
  }

  /** The jars of a library, see the pom. */
  static List<Path> library(String name) throws IOException {
    try (Stream<Path> all = Files.list(LIB.resolve(name))) {
      return all.sorted().toList();
    }
  }

  /** On another JVM than all. */
  Fork java(Path executable) {
    java = executable.toString();
    return this;
  }

  Fork agent() {
    return agent(JAR);
  }

  Fork agent(Path jar) {
    return option("-javaagent:" + jar);
  }

  Fork option(String option) {
    options.add(option);
    return this;
  }

  /** With the names of all classes that it loads in a file of its folder. */
  Fork loadedClasses(Path file) {
    if (RELEASE > 8) {
      return option("-Xlog:class+load:file=" + file.getFileName());
    }
    return option("-XX:+UnlockDiagnosticVMOptions")
        .option("-XX:+LogVMOutput")
        .option("-XX:-DisplayVMOutput")
        .option("-XX:LogFile=" + file.getFileName())
        .option("-verbose:class");
  }

  private static int release() {
    try {
      Process asked =
          new ProcessBuilder(JAVA, "-XshowSettings:properties", "-version")
              .redirectErrorStream(true)
              .start();
      String settings = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher version =
          Pattern.compile("java\\.specification\\.version = (?:1\\.)?(\\d+)").matcher(settings);
      if (!version.find()) {
        throw new IllegalStateException(JAVA + " says " + settings);
      }
      return Integer.parseInt(version.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Fork with(List<Path> jars) {
    classPath.addAll(jars);
    return this;
  }

  Fork variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs a class from the class path to its end. */
  Ended run(String mainClass, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("-cp", join(classPath), mainClass));
    command.addAll(List.of(arguments));
    return runWith(command);
  }

  /** Runs whatever the launcher's own arguments say. */
  Ended runWith(List<String> command) throws Exception {
    Running running = start(command);
    return running.end();
  }

  /** Starts a class from the class path. */
  Running start(String mainClass, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("-cp", join(classPath), mainClass));
    command.addAll(List.of(arguments));
    return start(command);
  }

  /** Starts whatever the launcher's own arguments say. */
  Running startWith(List<String> command) throws IOException {
    return start(command);
  }

  private Running start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java);
    command.add("-XX:TieredStopAtLevel=1"); // ends before the second compiler is of any use
    command.addAll(options);
    command.addAll(arguments);
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(OTEL|HANGUP|JAVA_TOOL)_.*"));
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }

  static String join(List<Path> paths) {
    return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
  }

  /** On its way. */
  record Running(Process process, Path out, Path err) implements AutoCloseable {

    /** Writes a line to its standard input. */
    void say(String line) throws IOException {
      process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    /** Waits until a line was printed so many times; the time limit of the test is the only one. */
    void awaitLine(String line, int times) throws Exception {
      while (Files.readAllLines(out).stream().filter(line::equals).count() < times) {
        if (!process.isAlive()) {
          throw new IllegalStateException("ended early: " + Files.readString(err));
        }
        Thread.onSpinWait();
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
    }

    /** As {@link #awaitLine}, for what is seen elsewhere. */
    void await(BooleanSupplier fact) throws Exception {
      while (!fact.getAsBoolean()) {
        if (!process.isAlive()) {
          throw new IllegalStateException("ended early: " + Files.readString(err));
        }
        process.waitFor(20, TimeUnit.MILLISECONDS);
      }
    }

    Ended end() throws Exception {
      process.getOutputStream().close();
      int exitCode = process.waitFor();
      return new Ended(exitCode, Files.readAllLines(out), Files.readAllLines(err));
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
