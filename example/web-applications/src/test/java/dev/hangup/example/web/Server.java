// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a JVM of its own. Its output goes to a file, so nothing waits for a full pipe. */
final class Server implements AutoCloseable {

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String AGENT = Path.of(System.getProperty("hangup.jar", "")).toString();

  private final Process process;
  private final Path said;

  private Server(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /** Starts {@code java} under the agent, which tells of every connection on the console. */
  static Server start(Path folder, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JAVA_HOME.resolve("bin/java").toString());
    command.add("-javaagent:" + AGENT);
    command.addAll(arguments);
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(OTEL|HANGUP|JAVA_TOOL)_.*"));
    builder.environment().put("OTEL_TRACES_EXPORTER", "console");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder.environment().put("HANGUP_LOG", "off");
    return new Server(builder.start(), said);
  }

  /** The first group of the first line that has it; the test's time limit is the only one. */
  String awaitSaid(String pattern) throws Exception {
    Pattern wanted = Pattern.compile(pattern);
    while (true) {
      for (String line : said()) {
        Matcher matcher = wanted.matcher(line);
        if (matcher.find()) {
          return matcher.group(matcher.groupCount());
        }
      }
      goOnUnlessEnded();
    }
  }

  /** All spans the agent told of, once there are as many. */
  List<String> awaitSpans(int count) throws Exception {
    while (true) {
      List<String> spans = said().stream().filter(line -> line.startsWith("hangup: 'WS")).toList();
      if (spans.size() >= count) {
        return spans;
      }
      goOnUnlessEnded();
    }
  }

  private void goOnUnlessEnded() throws Exception {
    if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("ended early:\n" + Files.readString(said));
    }
  }

  List<String> said() throws IOException {
    return Files.readAllLines(said);
  }

  /** Runs one of the JDK's tools on it. */
  List<String> jcmd(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JAVA_HOME.resolve("bin/jcmd").toString());
    command.add(Long.toString(process.pid()));
    command.addAll(List.of(arguments));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader reader = tool.inputReader(StandardCharsets.UTF_8)) {
      return reader.lines().toList();
    }
  }

  /** Live instances of a class, after a full collection. */
  long instances(String className) throws IOException {
    for (String line : jcmd("GC.class_histogram")) {
      String[] columns = line.strip().split("\\s+", -1);
      if (columns.length > 3 && columns[3].equals(className)) {
        return Long.parseLong(columns[1]);
      }
    }
    return 0;
  }

  /** The agent's own threads. */
  List<String> agentThreads() throws IOException {
    return jcmd("Thread.print").stream()
        .filter(line -> line.startsWith("\"hangup"))
        .map(line -> line.substring(1, line.indexOf('"', 1)))
        .sorted()
        .toList();
  }

  /** Closes its standard input, which ends it, and waits. */
  void end() throws Exception {
    process.getOutputStream().close();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
