// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import dev.hangup.dist.BrokenJar.Damage;
import dev.hangup.dist.TroubledCollector.Trouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * One application after the other, each with faults by chance, until the time is over: any entry of
 * the jar damaged, any class of the agent one that cannot be loaded, methods that fail while a
 * collector is in trouble, applications that interrupt threads or use up all memory. What its peers
 * get is compared with a run without the agent. Ends with 1 at the first difference and says how to
 * have it again.
 *
 * <p>Arguments: seconds, and a seed.
 */
public final class Soak {

  private static final List<String> BESIDES = List.of("interrupt", "exhaust");

  private final Path folder;
  private final Random random;
  private final List<String> usual;
  private final List<String> entries;
  private final Path lines;

  private Soak(Path folder, long seed) throws Exception {
    this.folder = folder;
    this.random = new Random(seed);
    this.usual = application().run("app.Conversations").out();
    this.lines = Files.write(folder.resolve("usual.txt"), usual);
    try (JarFile jar = new JarFile(Fork.JAR.toFile())) {
      this.entries =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.matches("(inst|sdk|stacks)/.*[^/]"))
              .sorted()
              .toList();
    }
  }

  public static void main(String[] arguments) throws Exception {
    long seconds = Long.parseLong(arguments[0]);
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    long end = System.nanoTime() + seconds * 1_000_000_000;
    int rounds = 0;
    while (rounds == 0 || System.nanoTime() < end) {
      Path folder = Files.createTempDirectory("hangup-soak");
      try {
        String wrong = new Soak(folder, seed + rounds).round();
        if (!wrong.isEmpty()) {
          System.err.println("soak: " + wrong);
          System.err.println("soak: to have it again: agent/dist/soak 1 " + (seed + rounds));
          System.exit(1);
        }
      } finally {
        delete(folder);
      }
      rounds++;
    }
    System.out.println("soak: " + rounds + " applications were as they are without the agent");
  }

  /** What was wrong, empty for nothing. */
  private String round() throws Exception {
    Trouble trouble = any(List.of(Trouble.values()));
    String entry = any(entries);
    int kind = random.nextInt(4);
    try (TroubledCollector collector = new TroubledCollector(trouble)) {
      Fork fork =
          application()
              .variable("OTEL_TRACES_EXPORTER", "otlp")
              .variable("OTEL_METRICS_EXPORTER", "otlp")
              .variable("OTEL_LOGS_EXPORTER", "otlp")
              .variable("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
              .variable("OTEL_BSP_SCHEDULE_DELAY", "20")
              .variable("OTEL_METRIC_EXPORT_INTERVAL", "50");
      switch (kind) {
        case 0 -> {
          Damage damage = any(List.of(Damage.values()));
          Fork.Ended ended =
              fork.agent(BrokenJar.in(folder, entry, damage)).run("app.Conversations");
          return difference(damage + " " + entry + ", " + trouble, usual, ended);
        }
        case 1 -> {
          String name = entry.substring(entry.lastIndexOf('/') + 1).replace(".classdata", "");
          Fork.Ended ended =
              fork.option("-javaagent:" + saboteur() + "=corrupt=/" + name)
                  .agent()
                  .with(Fork.library("others"))
                  .run("app.Conversations");
          return difference("no class " + name + ", " + trouble, usual, ended);
        }
        case 2 -> {
          String besides = any(BESIDES);
          Fork.Ended ended =
              fork.agent()
                  .option("-Xmx64m")
                  .option("-XX:+UseSerialGC")
                  .run("app.Conversations", besides);
          // While there is no memory the application itself may be the one that gets none.
          boolean twice = besides.equals("exhaust") && ended.out().size() == 2 * usual.size();
          return difference(
              besides + ", " + trouble,
              usual,
              twice ? ended.out().subList(usual.size(), 2 * usual.size()) : ended.out(),
              ended);
        }
        default -> {
          int step = 20 + random.nextInt(30);
          Fork.Ended ended =
              fork.option("-javaagent:" + saboteur() + "=calls")
                  .agent()
                  .option("-Dhangup.log=all")
                  .with(Fork.library("others"))
                  .run(
                      "app.Sabotaged",
                      lines.toString(),
                      "300",
                      "" + random.nextInt(step),
                      "" + step);
          List<String> bad =
              ended.out().stream().filter(line -> line.startsWith("without ")).toList();
          boolean good = bad.isEmpty() && ended.out().contains("ended") && ended.exitCode() == 0;
          return good ? "" : "methods that fail, " + trouble + ": " + bad + ended.err();
        }
      }
    }
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String difference(String fault, List<String> wanted, Fork.Ended ended) {
    return difference(fault, wanted, ended.out(), ended);
  }

  /**
   * Empty for none.
   *
   * @param out what is compared
   */
  private static String difference(
      String fault, List<String> wanted, List<String> out, Fork.Ended ended) {
    return out.equals(wanted) && ended.exitCode() == 0
        ? ""
        : fault
            + ": "
            + ended.exitCode()
            + ' '
            + ended.out()
            + " instead of "
            + wanted
            + ended.err();
  }

  private Fork application() throws Exception {
    return Fork.in(folder).with(Fork.library("netty-4.1"));
  }

  private Path saboteur() throws Exception {
    return SaboteurJar.in(folder, Fork.applicationClasses(folder));
  }

  private static void delete(Path folder) throws Exception {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = new ArrayList<>(found.toList());
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.delete(all.get(i));
    }
  }
}
