// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An {@link EchoServer} in a JVM of its own. */
final class ServerProcess implements AutoCloseable {

  private static final String JAVA =
      Path.of(System.getProperty("java.home", ""), "bin", "java").toString();

  private static final String LISTENING = "listening ";

  private final Process process;
  private final BufferedReader answers;
  private final Path log;
  private final String version;
  private final int port;
  private final Duration start;

  private ServerProcess(
      Process process, BufferedReader answers, Path log, String line, Duration start) {
    this.process = process;
    this.answers = answers;
    this.log = log;
    int space = line.lastIndexOf(' ');
    this.version = line.substring(LISTENING.length(), space);
    this.port = Integer.parseInt(line.substring(space + 1));
    this.start = start;
  }

  /**
   * Starts a server and waits for its port.
   *
   * @param size of the messages that will come
   * @param heap in megabytes
   * @param jar of the agent, null for none
   * @param environment variables beside our own; those that agents read are not passed on
   */
  static ServerProcess start(
      String stack, int size, int heap, @Nullable Path jar, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xms" + heap + "m", "-Xmx" + heap + "m"));
    if (jar != null) {
      command.add("-javaagent:" + jar);
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path", ""),
            EchoServer.class.getName(),
            stack,
            Integer.toString(size)));
    Path log = Files.createTempFile("echo", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(OTEL|HANGUP|DD|JAVA_TOOL|JDK_JAVA)_.*"));
    builder.environment().putAll(environment);
    long before = System.nanoTime();
    Process process = builder.start();
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    String line = answers.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      line = answers.readLine();
    }
    Duration start = Duration.ofNanos(System.nanoTime() - before);
    if (line == null) {
      throw new IOException(
          "the server for " + stack + " ended before it had a port: " + Files.readString(log));
    }
    return new ServerProcess(process, answers, log, line, start);
  }

  String version() {
    return version;
  }

  int port() {
    return port;
  }

  /** From the start of the process until it listened. */
  Duration start() {
    return start;
  }

  /** What its Java threads allocated, in bytes: it says so itself. */
  long allocated() throws IOException {
    OutputStream orders = process.getOutputStream();
    orders.write('\n');
    orders.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new EOFException("the server has ended: " + Files.readString(log));
    }
    return Long.parseLong(answer);
  }

  /** What it has in memory, in bytes. */
  long resident() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS in " + status);
  }

  /** All of the process: collector, compiler and our own threads included. */
  Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("this system does not tell CPU times"));
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroyForcibly();
    Files.deleteIfExists(log);
  }
}
