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
 * <pre>java agent/dist/src/bench/StartUp.java [runs] [java executable] [against=another hangup.jar]</pre>
 *
 * The same with archives of loaded classes, AppCDS, and with AOT caches where the JVM has them,
 * each trained without the agent and with it; and how many classes came from there:
 *
 * <pre>java agent/dist/src/bench/StartUp.java archives [runs] [java executable]</pre>
 */
final class StartUp {

  private static final Path TARGET = Path.of("agent/dist/target");

  private static final String OURS = "-javaagent:" + TARGET.resolve("hangup.jar");

  private final int runs;
  private final String java;

  private StartUp(int runs, String java) {
    this.runs = runs;
    this.java = java;
  }

  public static void main(String[] words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(words));
    boolean archives = arguments.remove("archives");
    String against = "";
    for (String word : words) {
      if (word.startsWith("against=")) {
        arguments.remove(word);
        against = word.substring("against=".length());
      }
    }
    String number = arguments.isEmpty() ? "10" : arguments.get(0);
    if (!number.matches("[1-9][0-9]{0,2}")) {
      System.err.println("start-up: '" + number + "' is no number of runs from 1 to 999");
      System.exit(2);
    }
    int runs = Integer.parseInt(number);
    String java =
        arguments.size() > 1 ? arguments.get(1) : System.getProperty("java.home") + "/bin/java";
    System.out.println("median of " + runs + " runs in turns, milliseconds (CPU in brackets)");
    StartUp startUp = new StartUp(runs, java);
    if (archives) {
      startUp.archives();
    } else {
      startUp.plain(against);
    }
  }

  private void plain(String against) throws Exception {
    Map<String, List<String>> variants = new LinkedHashMap<>();
    variants.put("none", List.of());
    variants.put("empty", List.of("-javaagent:" + emptyAgent()));
    if (!against.isEmpty()) {
      variants.put("the other", List.of("-javaagent:" + against));
    }
    variants.put("hangup", List.of(OURS));
    String classes = TARGET.resolve("lowered/test-classes").toString();
    compare("hello world", variants, List.of("-cp", classes, "app.Hello"));
    for (String netty : List.of("netty-4.1", "netty-4.2")) {
      List<String> server = List.of("-cp", classes + libraries(netty), "app.Listening");
      compare(netty, variants, server);
      List<String> bare = new ArrayList<>(server);
      bare.add("bare");
      compare(netty + ", before a connection", variants, bare);
    }
  }

  /** From jars, as such an archive wants it. */
  private void archives() throws Exception {
    String classPath = applicationJar() + libraries("netty-4.2");
    List<String> application = List.of("-cp", classPath, "app.Listening");
    Map<String, List<String>> variants = new LinkedHashMap<>();
    variants.put("no agent", List.of());
    variants.put("hangup", List.of(OURS));
    Path folder = Files.createTempDirectory("archives");
    List<Archive> kinds = new ArrayList<>(List.of(new AppCds()));
    if (release() >= 24) {
      kinds.add(new AotCache());
    }
    for (Archive kind : kinds) {
      for (boolean trainedWith : new boolean[] {false, true}) {
        Path file = folder.resolve(kind.name() + (trainedWith ? "-with" : "-without"));
        List<String> agent = trainedWith ? List.of(OURS) : List.of();
        String said = kind.train(file, agent, application);
        String how = kind.name() + " trained " + (trainedWith ? "with it" : "without");
        if (!Files.exists(file)) {
          System.out.println(how + ": not made. " + said);
          continue;
        }
        variants.put("no agent, " + how, kind.use(file, agent));
        List<String> both = new ArrayList<>(kind.use(file, agent));
        both.add(OURS);
        variants.put("hangup, " + how, both);
      }
    }
    compare("netty-4.2", variants, application);
    for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
      System.out.println(variant.getKey() + ": " + origins(variant.getValue(), application));
    }
  }

  /** A file that keeps what a run has loaded, for later ones. */
  private abstract class Archive {
    abstract String name();

    /** What the JVM said meanwhile. */
    abstract String train(Path file, List<String> agent, List<String> application)
        throws Exception;

    abstract List<String> use(Path file, List<String> agent);

    final String say(List<String> options, List<String> agent, List<String> application)
        throws Exception {
      List<String> command = new ArrayList<>(List.of(java));
      command.addAll(options);
      command.addAll(agent);
      command.addAll(application);
      Process process = quiet(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      process.waitFor();
      return said.lines().filter(line -> line.contains("][cds") || line.contains("][aot")
          || line.contains("rror")).limit(3).collect(Collectors.joining(" "));
    }
  }

  private final class AppCds extends Archive {
    @Override
    String name() {
      return "AppCDS";
    }

    @Override
    String train(Path file, List<String> agent, List<String> application) throws Exception {
      List<String> options = new ArrayList<>(allowing(agent));
      options.add("-XX:ArchiveClassesAtExit=" + file);
      return say(options, agent, application);
    }

    @Override
    List<String> use(Path file, List<String> agent) {
      List<String> options = new ArrayList<>(allowing(agent));
      options.add("-XX:SharedArchiveFile=" + file);
      return options;
    }

    /** Else the JVM refuses to make an archive while an agent is there. */
    private List<String> allowing(List<String> agent) {
      return agent.isEmpty()
          ? List.of()
          : List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+AllowArchivingWithJavaAgent");
    }
  }

  /** JEP 483. */
  private final class AotCache extends Archive {
    @Override
    String name() {
      return "AOT cache";
    }

    @Override
    String train(Path file, List<String> agent, List<String> application) throws Exception {
      String recorded = "-XX:AOTConfiguration=" + file + ".conf";
      String said = say(List.of("-XX:AOTMode=record", recorded), agent, application);
      return said
          + say(List.of("-XX:AOTMode=create", recorded, "-XX:AOTCache=" + file), agent, application);
    }

    @Override
    List<String> use(Path file, List<String> agent) {
      return List.of("-XX:AOTCache=" + file);
    }
  }

  /** How many classes there are, and where they came from. */
  private String origins(List<String> options, List<String> application) throws Exception {
    List<String> command = new ArrayList<>(List.of(java, "-Xlog:class+load"));
    command.addAll(options);
    command.addAll(application);
    Process process = quiet(command).start();
    List<String> loaded =
        process.inputReader().lines().filter(line -> line.contains(" source: ")).toList();
    process.waitFor();
    long kept = loaded.stream().filter(line -> line.contains("shared objects file")).count();
    return loaded.size() + " classes, " + kept + " of them from an archive or the JDK's own";
  }

  private int release() throws Exception {
    Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
    String version = new String(process.getInputStream().readAllBytes()).split("\"")[1];
    return Integer.parseInt(version.split("[.-]")[0]);
  }

  private static Path applicationJar() throws Exception {
    Path jar = TARGET.resolve("start-up-application.jar");
    Path classes = TARGET.resolve("lowered/test-classes");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> all = Files.list(classes.resolve("app"))) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry("app/" + file.getFileName()));
        out.write(Files.readAllBytes(file));
      }
    }
    return jar;
  }

  private static String libraries(String name) throws Exception {
    try (Stream<Path> jars = Files.list(TARGET.resolve("lib").resolve(name))) {
      return jars.sorted().map(jar -> File.pathSeparator + jar).collect(Collectors.joining());
    }
  }

  private void compare(
      String what, Map<String, List<String>> variants, List<String> application)
      throws Exception {
    Map<String, long[]> wall = new LinkedHashMap<>();
    Map<String, long[]> cpu = new LinkedHashMap<>();
    for (String variant : variants.keySet()) {
      wall.put(variant, new long[runs]);
      cpu.put(variant, new long[runs]);
    }
    for (int i = 0; i < runs; i++) {
      for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(variant.getValue());
        command.addAll(application);
        long[] taken = run(command);
        wall.get(variant.getKey())[i] = taken[0];
        cpu.get(variant.getKey())[i] = taken[1];
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
    ProcessBuilder builder = quiet(command);
    long start = System.nanoTime();
    Process process = builder.start();
    String line = process.inputReader().readLine();
    while (line != null && line.startsWith("[")) { // what a JVM has to say of its archive
      line = process.inputReader().readLine();
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    while (line != null) { // to the end of the output: the process is about to be reaped
      line = process.inputReader().readLine();
    }
    long cpu = process.info().totalCpuDuration().map(d -> d.toMillis()).orElse(0L);
    process.waitFor();
    return new long[] {millis, cpu};
  }

  private static ProcessBuilder quiet(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    builder.environment().put("OTEL_METRICS_EXPORTER", "none");
    builder.environment().put("OTEL_LOGS_EXPORTER", "none");
    return builder;
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
