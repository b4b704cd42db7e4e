// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another program, run to its end or for as long as a test takes. */
final class Program implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 20;

  private static final int LOWEST_PORT = 10_000;

  /** From here on, on Linux; on others from higher ones. */
  private static final int SYSTEMS_PORTS = 32_768;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private final Process process;
  private final Path console;

  private Program(Process process, Path console) {
    this.process = process;
    this.console = console;
  }

  /** The first of {@code names} on the PATH; without any the test is skipped, and says why. */
  static Path find(String comesFrom, String... names) {
    return look(names)
        .orElseGet(
            () -> {
              String reason =
                  "skipped: no %s on the PATH, it comes with %s"
                      .formatted(String.join(" or ", names), comesFrom);
              System.out.println("observability: " + reason);
              return abort(reason);
            });
  }

  static Optional<Path> look(String... names) {
    List<Path> folders = new ArrayList<>();
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      folders.add(Path.of(folder));
    }
    return Stream.of(names)
        .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it with its console in {@code console}. */
  static Program start(Path console, Map<String, String> environment, Object... command) {
    List<String> words = Stream.of(command).map(String::valueOf).toList();
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(console.toFile());
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start(), console);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end. */
  static Result run(Path folder, Object... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.of(command).map(String::valueOf).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), said);
  }

  /** Waits for its end. */
  int exit() throws InterruptedException {
    return process.waitFor();
  }

  /** What a program left behind. */
  record Result(int exit, String said) {}

  /**
   * A port nobody listens on now; these programs cannot tell which one they were given. Below those
   * the system hands out by itself, any of which may be gone before the program asks for it.
   */
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, SYSTEMS_PORTS);
      try (ServerSocket socket = new ServerSocket(port)) {
        if (GIVEN.add(port)) {
          return socket.getLocalPort();
        }
      } catch (BindException taken) {
        GIVEN.add(port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Waits until the page at {@code path} is there. */
  void awaitReady(int port, String path) {
    try {
      Wait.until(
          console.getFileName() + ": readiness",
          () -> Prometheus.get("http://localhost:" + port + path),
          page -> true);
    } catch (AssertionError e) {
      close();
      throw new AssertionError(said(), e);
    }
  }

  String said() {
    try {
      return Files.readString(console);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as a pulled plug does. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
