// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * What the agent adds to the start of a JVM: no agent, an agent that does nothing, and ours, in
 * turns, from process start to the first line of output. Run after a build, from the top folder:
 *
 * <pre>java agent/dist/src/bench/StartUp.java [runs] [java executable]</pre>
 */
final class StartUp {

  private static final Path TARGET = Path.of("agent/dist/target");

  public static void main(String[] arguments) throws Exception {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    String java =
        arguments.length > 1 ? arguments[1] : System.getProperty("java.home") + "/bin/java";
    String classes = TARGET.resolve("lowered/test-classes").toString();
    System.out.println("median of " + runs + " runs in turns, milliseconds (CPU in brackets)");
    compare("hello world", runs, java, classes, "app.Hello");
    for (String netty : List.of("netty-4.1", "netty-4.2")) {
      compare(netty, runs, java, classes + libraries(netty), "app.Listening");
    }
  }

  private static String libraries(String name) throws Exception {
    try (Stream<Path> jars = Files.list(TARGET.resolve("lib").resolve(name))) {
      return jars.map(jar -> File.pathSeparator + jar).collect(Collectors.joining());
    }
  }

  private static void compare(
      String what, int runs, String java, String classPath, String mainClass) throws Exception {
    Map<String, List<String>> variants = new LinkedHashMap<>();
    variants.put("none", List.of());
    variants.put("empty", List.of("-javaagent:" + emptyAgent()));
    variants.put("hangup", List.of("-javaagent:" + TARGET.resolve("hangup.jar")));
    Map<String, long[]> wall = new LinkedHashMap<>();
    Map<String, long[]> cpu = new LinkedHashMap<>();
    for (String variant : variants.keySet()) {
      wall.put(variant, new long[runs]);
      cpu.put(variant, new long[runs]);
    }
    for (int i = 0; i < runs; i++) {
      for (String variant : variants.keySet()) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(variants.get(variant));
        command.addAll(List.of("-cp", classPath, mainClass));
        long[] taken = run(command);
        wall.get(variant)[i] = taken[0];
        cpu.get(variant)[i] = taken[1];
      }
    }
    StringBuilder line = new StringBuilder(what).append(':');
    for (String variant : variants.keySet()) {
      line.append("  ").append(variant).append(' ').append(median(wall.get(variant)));
      line.append(" (").append(median(cpu.get(variant))).append(')');
    }
    System.out.println(line);
  }

  private static long[] run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder.environment().put("OTEL_LOGS_EXPORTER", "none");
    long start = System.nanoTime();
    Process process = builder.start();
    process.inputReader().readLine();
    long millis = (System.nanoTime() - start) / 1_000_000;
    process.inputReader().readLine(); // the end of the output: the process is about to be reaped
    long cpu = process.info().totalCpuDuration().map(d -> d.toMillis()).orElse(0L);
    process.waitFor();
    return new long[] {millis, cpu};
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Path emptyAgent() throws Exception {
    Path folder = Files.createDirectories(TARGET.resolve("empty-agent"));
    Path source = folder.resolve("EmptyAgent.java");
    Files.writeString(
        source,
        "public class EmptyAgent { public static void premain("
            + "String o, java.lang.instrument.Instrumentation i) {} }");
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-d", folder.toString(), "--release", "8", source.toString());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", "EmptyAgent");
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    Path jar = folder.resolve("empty.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new JarEntry("EmptyAgent.class"));
      out.write(Files.readAllBytes(folder.resolve("EmptyAgent.class")));
    }
    return jar;
  }
}
