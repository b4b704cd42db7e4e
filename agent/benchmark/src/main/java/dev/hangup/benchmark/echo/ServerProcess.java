// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@link EchoServer} in a JVM of its own. */
final class ServerProcess implements AutoCloseable {

  private static final String JAVA =
      Path.of(System.getProperty("java.home", ""), "bin", "java").toString();

  private final Process process;
  private final String version;
  private final int port;

  private ServerProcess(Process process, String version, int port) {
    this.process = process;
    this.version = version;
    this.port = port;
  }

  /**
   * Starts a server and waits for its port.
   *
   * @param size of the messages that will come
   * @param agent the jar, null for none; exporters are off and nothing is logged
   */
  static ServerProcess start(String stack, int size, @Nullable Path agent) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xms256m", "-Xmx256m"));
    if (agent != null) {
      command.add("-javaagent:" + agent);
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path", ""),
            EchoServer.class.getName(),
            stack,
            Integer.toString(size)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.matches("(OTEL|HANGUP|JAVA_TOOL)_.*"));
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder.environment().put("OTEL_LOGS_EXPORTER", "none");
    builder.environment().put("HANGUP_LOG", "off");
    Process process = builder.start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the server for " + stack + " ended before it had a port");
    }
    int space = line.lastIndexOf(' ');
    return new ServerProcess(
        process, line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
  }

  String version() {
    return version;
  }

  int port() {
    return port;
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
  }
}
