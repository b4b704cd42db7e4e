// SPDX-License-Identifier: Apache-2.0
package dev.hangup.example.web;

import io.opentelemetry.proto.trace.v1.Span;
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
import java.util.stream.Stream;

/** A server in a JVM of its own. Its output goes to a file, so nothing waits for a full pipe. */
final class Server implements AutoCloseable {

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String AGENT = Path.of(System.getProperty("hangup.jar", "")).toString();

  private final Process process;
  private final Path said;
  private final Collector collector;

  private Server(Process process, Path said, Collector collector) {
    this.process = process;
    this.said = said;
    this.collector = collector;
  }

  /** Starts {@code java} under the agent, which tells a collector of every connection. */
  static Server start(Path folder, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-javaagent:" + AGENT));
    all.addAll(arguments);
    return startWithoutAgent(folder, all);
  }

  /** The same, with the agent still to come. */
  static Server startWithoutAgent(Path folder, List<String> arguments) throws IOException {
    return startOn(JAVA_HOME.resolve("bin/java"), folder, arguments);
  }

  /** Starts another {@code java} under the agent. */
  static Server startOnOther(Path java, Path folder, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-javaagent:" + AGENT));
    all.addAll(arguments);
    return startOn(java, folder, all);
  }

  private static Server startOn(Path java, Path folder, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-XX:TieredStopAtLevel=1"); // ends before the second compiler is of any use
    command.addAll(arguments);
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(OTEL|HANGUP|JAVA_TOOL)_.*"));
    Collector collector = new Collector();
    builder.environment().put("OTEL_TRACES_EXPORTER", "otlp");
    builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
    builder.environment().put("OTEL_BSP_SCHEDULE_DELAY", "50");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder.environment().put("OTEL_LOGS_EXPORTER", "none");
    builder.environment().put("HANGUP_LOG", "all");
    return new Server(builder.start(), said, collector);
  }

  /** Brings the agent into the running JVM. */
  void attach() throws IOException {
    String answer = String.join("\n", jcmd("JVMTI.agent_load", AGENT));
    if (!answer.contains("return code: 0")) {
      throw new IllegalStateException(answer);
    }
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

  /** All connections the agent told of, once there are as many. */
  List<Told> awaitTold(int count) throws Exception {
    while (collector.told().size() < count) {
      goOnUnlessEnded();
    }
    return collector.told();
  }

  /** All spans, of every agent in there, once there is one of each of these names' beginnings. */
  List<Span> awaitSpans(String... beginnings) throws Exception {
    while (!Stream.of(beginnings).allMatch(this::has)) {
      goOnUnlessEnded();
    }
    return collector.spans();
  }

  private boolean has(String beginning) {
    return collector.spans().stream().anyMatch(span -> span.getName().startsWith(beginning));
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

  /** Names of the classes any loader has, without those of arrays. */
  List<String> loadedClasses() throws IOException {
    return jcmd("VM.class_hierarchy").stream()
        .filter(line -> line.contains("/0x") || line.endsWith("/null"))
        .map(line -> line.replaceFirst("^[|\\s-]*", "").replaceFirst("/(0x.*|null)$", ""))
        .toList();
  }

  /** The agent's own threads, by name. */
  List<String> agentThreads() throws IOException {
    return jcmd("Thread.print").stream()
        .filter(line -> line.matches("\"(hangup|BatchSpanProcessor).*"))
        .map(line -> line.substring(1, line.indexOf('"', 1)))
        .sorted()
        .toList();
  }

  /** Asks it to end, as whoever runs it does, leaves its input alone, and does not wait. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Its exit status, once it has ended. */
  int ended() throws InterruptedException {
    return process.waitFor();
  }

  /** What the agent has told of so far. */
  List<Told> told() {
    return collector.told();
  }

  /** Closes its standard input, which ends it, and waits. */
  void end() throws Exception {
    process.getOutputStream().close();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    collector.close();
  }
}
