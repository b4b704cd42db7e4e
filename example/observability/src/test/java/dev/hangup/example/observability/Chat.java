// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.observability;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The chat server in a JVM of its own, with the real agent. */
final class Chat implements AutoCloseable {

  private static final Pattern LISTENING =
      Pattern.compile("chat: listening on http://localhost:(\\d+)/");
  private static final Pattern METRICS =
      Pattern.compile("metrics at http://localhost:(\\d+)/metrics");

  private final Program program;
  private final InetSocketAddress address;

  /**
   * @param settings of the agent, as variables
   */
  Chat(Path console, Map<String, String> settings) {
    this("chat", console, settings);
  }

  /**
   * On another stack.
   *
   * @param name of the example, which is the service's as well
   * @param settings of the agent, as variables
   */
  Chat(String name, Path console, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(Map.of("OTEL_SERVICE_NAME", name));
    environment.putAll(settings);
    program =
        Program.start(
            console,
            environment,
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-javaagent:" + Example.built("agent/dist/target/hangup.jar"),
            "-jar",
            Example.built("example/" + name + "/target/" + name + ".jar"));
    address = Guest.at(port(LISTENING));
  }

  private int port(Pattern line) {
    return Wait.until(
            "the line " + line,
            () -> {
              Matcher found = line.matcher(program.said());
              return found.find() ? Integer.parseInt(found.group(1)) : 0;
            },
            port -> port != 0)
        .intValue();
  }

  InetSocketAddress address() {
    return address;
  }

  /** Where the agent serves metrics, as it says itself once the first connection came. */
  int metricsPort() {
    return port(METRICS);
  }

  String said() {
    return program.said();
  }

  void kill() {
    program.kill();
  }

  @Override
  public void close() {
    program.close();
  }
}
