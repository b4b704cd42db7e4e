// SPDX-License-Identifier: Apache-2.0
package dev.hangup.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.dist.BrokenJar.Damage;
import dev.hangup.dist.TroubledCollector.Trouble;
import dev.hangup.lowering.Jvms;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes wrong with the agent or around it: every byte that the application's peers get, and
 * everything that its handler hears, is what it is without the agent. The README beside {@code src}
 * says which fault is tested where.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class FaultsIT {

  private static final int AT_A_TIME = 3;
  private static final String NETTY = "netty-4.1";

  @TempDir static Path place;
  private static List<String> usual = List.of();

  /** What the JVM and the libraries say themselves. */
  private static Set<String> usualNoise = Set.of();

  @TempDir Path folder;

  @BeforeAll
  static void withoutTheAgent() throws Exception {
    Fork.Ended ended = Fork.in(place).with(Fork.library(NETTY)).run("app.Conversations");
    usual = ended.out();
    usualNoise = noise(ended);
    assertThat(usual).hasSize(12).noneMatch(line -> line.contains("nothing"));
  }

  /**
   * What is said on standard error by others than the agent; lines with a date have another one.
   */
  private static Set<String> noise(Fork.Ended ended) {
    Set<String> lines = new TreeSet<>(ended.err());
    lines.removeIf(
        line -> line.startsWith("hangup: ") || line.matches("\\p{L}+\\.? \\d+, \\d{4}.*"));
    return lines;
  }

  private static void isAsUsual(String fault, Fork.Ended ended) {
    assertThat(ended.out()).as(fault).containsExactlyElementsOf(usual);
    assertThat(ended.exitCode()).as(fault).isZero();
    assertThat(noise(ended)).as(fault).isEqualTo(usualNoise);
  }

  private Fork application() throws Exception {
    return Fork.in(folder).with(Fork.library(NETTY));
  }

  /** Exports all there is, and often. */
  private Fork exporting(String endpoint) throws Exception {
    return application()
        .variable("OTEL_TRACES_EXPORTER", "otlp")
        .variable("OTEL_METRICS_EXPORTER", "otlp")
        .variable("OTEL_LOGS_EXPORTER", "otlp")
        .variable("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        .variable("OTEL_BSP_SCHEDULE_DELAY", "20")
        .variable("OTEL_BLRP_SCHEDULE_DELAY", "20")
        .variable("OTEL_METRIC_EXPORT_INTERVAL", "50");
  }

  /** Each in a JVM of its own, and a few of them at a time. */
  private void areAsUsual(Map<String, Fork> forks) throws Exception {
    Deque<Map.Entry<String, Fork.Running>> running = new ArrayDeque<>();
    try {
      for (Map.Entry<String, Fork> each : forks.entrySet()) {
        if (running.size() == AT_A_TIME) {
          isAsUsual(running.peek().getKey(), running.peek().getValue().end());
          running.remove();
        }
        running.add(Map.entry(each.getKey(), each.getValue().start("app.Conversations")));
      }
      for (Map.Entry<String, Fork.Running> each : running) {
        isAsUsual(each.getKey(), each.getValue().end());
      }
    } finally {
      running.forEach(each -> each.getValue().close());
    }
  }

  @Test
  void aCollectorInTrouble() throws Exception {
    Map<Trouble, TroubledCollector> collectors = new EnumMap<>(Trouble.class);
    try {
      Map<String, Fork> forks = new LinkedHashMap<>();
      for (Trouble trouble : Trouble.values()) {
        TroubledCollector collector = new TroubledCollector(trouble);
        collectors.put(trouble, collector);
        forks.put(trouble.name(), exporting(collector.endpoint()).agent());
      }
      areAsUsual(forks);
    } finally {
      for (TroubledCollector each : collectors.values()) {
        each.close();
      }
    }
  }

  /** A limit of the system lets no file grow by a byte; /dev/full is a device that is full. */
  @Test
  void aDiskThatIsFull() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no device is full here");
    Path java = folder.resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        # Standard output and error go through pipes: as files they would be full too.
        ( ( (ulimit -f 0; exec "%s" -XX:-UsePerfData "$@") 2>&1 1>&3 | cat >&2 ) 3>&1 | cat )
        """
            .formatted(Fork.JAVA));
    assertThat(java.toFile().setExecutable(true)).isTrue();

    Fork.Ended noFile =
        application()
            .java(java)
            .agent()
            .option("-Dhangup.log.to=closes.txt")
            .run("app.Conversations");
    isAsUsual("no file may grow", noFile);
    assertThat(noFile.agent()).anyMatch(line -> line.contains("closes.txt"));
    assertThat(noFile.closes()).isNotEmpty();

    Fork.Ended fullDevice =
        application().agent().option("-Dhangup.log.to=/dev/full").run("app.Conversations");
    isAsUsual("a full device", fullDevice);
    assertThat(fullDevice.agent()).anyMatch(line -> line.contains("/dev/full"));
    assertThat(fullDevice.closes()).isNotEmpty();
  }

  /** By up to two days, forth and back, at every look. */
  @Test
  void aClockThatJumps() throws Exception {
    try (Collector straight = new Collector();
        Collector jumping = new Collector()) {
      isAsUsual("no fault", exporting(straight.endpoint()).agent().run("app.Conversations"));
      Fork.Ended ended = sabotaged(exporting(jumping.endpoint()), "clock").run("app.Conversations");

      isAsUsual("a clock that jumps", ended);
      assertThat(told(jumping)).isEqualTo(told(straight)).hasSize(usual.size());
      assertThat(jumping.spans())
          .allMatch(span -> span.getEndTimeUnixNano() >= span.getStartTimeUnixNano());
    }
  }

  private static List<String> told(Collector collector) {
    return collector.spans().stream()
        .map(Span::getAttributesList)
        .map(Collector::attributes)
        .map(all -> all.get("websocket.close.code") + ' ' + all.get("websocket.close.cause"))
        .sorted()
        .toList();
  }

  private Fork sabotaged(Fork fork, String what) throws Exception {
    Path jar = SaboteurJar.in(folder, Fork.applicationClasses(folder));
    return fork.option("-javaagent:" + jar + '=' + what).agent().with(Fork.library("others"));
  }

  /**
   * Who asks for memory that is not there is a matter of chance: the library or the application may
   * be the one. So what counts is that all goes on as usual once there is some again.
   */
  @Test
  void anApplicationWithoutMemory() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting(collector.endpoint())
              .agent()
              .option("-Xmx64m")
              .option("-XX:+UseSerialGC")
              .run("app.Conversations", "exhaust");

      assertThat(ended.out()).hasSize(2 * usual.size());
      assertThat(ended.out().subList(usual.size(), 2 * usual.size())).isEqualTo(usual);
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.err()).noneMatch(line -> line.contains("Exception in thread \"hangup"));
    }
  }

  @Test
  void aJarThatIsBroken() throws Exception {
    Map<String, Fork> forks = new LinkedHashMap<>();
    for (String each :
        List.of(
            "MISSING inst/dev/hangup/launcher/Entry.classdata",
            "CORRUPT inst/dev/hangup/launcher/Transformer.classdata",
            "MISSING inst/dev/hangup/observer/Connections.classdata",
            "CORRUPT inst/dev/hangup/codec/FrameReader.classdata",
            "CUT inst/net/bytebuddy/asm/Advice.classdata",
            "MISSING sdk/dev/hangup/export/SdkTelemetry.classdata",
            "CORRUPT stacks/netty/dev/hangup/netty/NettyModule.classdata",
            "CUT stacks/index",
            "CORRUPT inst/startup-classes")) {
      String[] words = each.split(" ", 2);
      Path jar = BrokenJar.in(folder, words[1], Damage.valueOf(words[0]));
      forks.put(each, application().agent(jar));
    }
    areAsUsual(forks);
  }

  /** As where a deployment copies the next version over the one that runs. */
  @Test
  void aJarThatIsWrittenOver() throws Exception {
    Path jar = folder.resolve("written-over.jar");
    Files.copy(Fork.JAR, jar);
    try (Fork.Running running = application().agent(jar).start("app.Conversations", "wait")) {
      running.awaitLine("ready", 1);
      byte[] noise = new byte[(int) Files.size(jar)];
      new Random(1).nextBytes(noise);
      try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
        file.write(noise);
      }
      running.say("");
      Fork.Ended ended = running.end();

      assertThat(ended.out().subList(1, ended.out().size())).isEqualTo(usual);
      assertThat(ended.exitCode()).isZero();
      assertThat(noise(ended)).isEqualTo(usualNoise);
    }
  }

  @Test
  void settingsFullOfNonsense() throws Exception {
    Set<String> names = new TreeSet<>(OTHER_SETTINGS);
    for (String word : Files.readString(Path.of("../SETTINGS.md")).split("[^a-z.]+", -1)) {
      if (word.startsWith("hangup.") && !word.equals("hangup.enabled") && !word.endsWith(".")) {
        names.add(word);
      }
    }
    assertThat(names).hasSizeGreaterThan(40);
    Map<String, Fork> forks = new LinkedHashMap<>();
    for (String nonsense :
        List.of(
            "",
            "nonsense",
            "-1",
            "99999999999999999999999",
            "\u202e\u001b[2J%s%n${x:-y}\u0001",
            "x".repeat(5000) + ",=;=,")) {
      Fork properties = application().agent();
      Fork variables = application().agent();
      for (String name : names) {
        properties.option("-D" + name + '=' + nonsense);
        variables.variable(name.toUpperCase(Locale.ROOT).replace('.', '_'), nonsense);
      }
      String shown = nonsense.substring(0, Math.min(20, nonsense.length()));
      forks.put("properties " + shown, properties);
      forks.put("variables " + shown, variables);
    }
    areAsUsual(forks);
  }

  private static final Set<String> OTHER_SETTINGS =
      Set.of(
          "otel.blrp.max.queue.size",
          "otel.bsp.max.export.batch.size",
          "otel.bsp.max.queue.size",
          "otel.bsp.schedule.delay",
          "otel.exporter.otlp.certificate",
          "otel.exporter.otlp.compression",
          "otel.exporter.otlp.endpoint",
          "otel.exporter.otlp.headers",
          "otel.exporter.otlp.protocol",
          "otel.exporter.otlp.timeout",
          "otel.exporter.prometheus.port",
          "otel.logs.exporter",
          "otel.metric.export.interval",
          "otel.metrics.exporter",
          "otel.propagators",
          "otel.resource.attributes",
          "otel.service.name",
          "otel.span.attribute.count.limit",
          "otel.traces.exporter",
          "otel.traces.sampler",
          "otel.traces.sampler.arg");

  /** Fifteen hundred peers who make up everything they can. */
  @Test
  void peersThatNeverSayTheSameTwice() throws Exception {
    List<String> without = application().run("app.Attack").out();
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting(collector.endpoint())
              .agent()
              .variable("OTEL_TRACES_EXPORTER", "none")
              .run("app.Attack");

      assertThat(ended.out()).isEqualTo(without).hasSize(1);
      assertThat(ended.exitCode()).isZero();
      assertThat(collector.series()).isBetween(10, 400);
    }
  }

  @Test
  void threadsThatAreInterruptedAllTheTime() throws Exception {
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          exporting(collector.endpoint()).agent().run("app.Conversations", "interrupt");

      isAsUsual("interrupts", ended);
    }
  }

  /** On a release that has one, without the warnings that it prints about that. */
  @Test
  void aSecurityManager() throws Exception {
    Path java = Fork.RELEASE == 17 ? Path.of(Fork.JAVA) : Jvms.ofRelease(17);
    assumeTrue(java != null, "there is no Java 17 here");
    String all = "permission java.security.AllPermission;";
    List<String> lines = guarded(java, null, all).out();
    assertThat(lines).containsExactlyElementsOf(usual);

    Fork.Ended trusted = guarded(java, all, all);
    assertThat(trusted.out()).isEqualTo(lines);
    assertThat(trusted.exitCode()).isZero();
    assertThat(trusted.spans()).hasSize(usual.size());

    Fork.Ended distrusted = guarded(java, "", all);
    assertThat(distrusted.out()).isEqualTo(lines);
    assertThat(distrusted.exitCode()).isZero();
    assertThat(distrusted.agent()).singleElement().asString().startsWith("not started");

    String little =
        """
        permission java.net.SocketPermission "*", "accept,connect,listen,resolve";
        permission java.util.PropertyPermission "*", "read,write";
        permission java.lang.RuntimePermission "*";
        permission java.lang.reflect.ReflectPermission "*";
        permission java.util.logging.LoggingPermission "control";
        """;
    assertThat(guarded(java, null, little).out()).isEqualTo(lines);
    Fork.Ended restricted = guarded(java, all, little);
    assertThat(restricted.out()).isEqualTo(lines);
    assertThat(restricted.exitCode()).isZero();
  }

  /**
   * With a policy of its own.
   *
   * @param agent what the agent's jar may, null for no agent
   * @param application what the application may, and its libraries
   */
  private Fork.Ended guarded(Path java, @Nullable String agent, String application)
      throws Exception {
    Path policy = Files.createTempFile(folder, "java", ".policy");
    StringBuilder grants = new StringBuilder();
    List<Path> theirs = new ArrayList<>(Fork.library(NETTY));
    theirs.add(Fork.applicationClasses(folder));
    for (Path each : theirs) {
      grants.append("grant codeBase \"").append(each.toUri()).append("\" {").append(application);
      grants.append("};\n");
    }
    if (agent != null) {
      grants.append("grant codeBase \"").append(Fork.JAR.toUri()).append("\" {").append(agent);
      grants.append("};\n");
    }
    Files.writeString(policy, grants, StandardCharsets.UTF_8);
    Fork fork =
        application()
            .java(java)
            .option("-Djava.security.manager")
            .option("-Djava.security.policy==" + policy);
    return (agent == null ? fork : fork.agent()).run("app.Conversations");
  }

  @Test
  void aJvmThatEndsInAStorm() throws Exception {
    try (Collector collector = new Collector();
        TroubledCollector mute = new TroubledCollector(Trouble.MUTE)) {
      for (String endpoint : List.of(collector.endpoint(), mute.endpoint())) {
        Fork.Ended ended = exporting(endpoint).agent().run("app.Conversations", "storm");

        List<String> lines = new ArrayList<>(usual);
        lines.add("open 300");
        assertThat(ended.out()).isEqualTo(lines);
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(noise(ended)).isEqualTo(usualNoise);
      }
      assertThat(collector.closesOfAll()).isEqualTo(usual.size() - 1 + 300);
    }
  }

  /** Each method of the agent that runs, tens of hundreds, fails in its turn in one JVM. */
  @Test
  void everyStepThrowsAndThoseOnTheAgentsThreadsHang() throws Exception {
    Path lines = folder.resolve("usual.txt");
    Files.write(lines, usual);
    try (Collector collector = new Collector()) {
      Fork.Ended ended =
          sabotaged(exporting(collector.endpoint()), "calls")
              .option("-Dhangup.log=all")
              .run("app.Sabotaged", lines.toString(), "60", "0", "1");

      List<String> out = ended.out();
      assertThat(out).as("%s", ended.err()).hasSizeGreaterThan(1).endsWith("ended");
      assertThat(out).noneMatch(line -> line.startsWith("without "));
      String[] sum = out.get(out.size() - 2).split(" ", -1);
      assertThat(Integer.parseInt(sum[0])).as("turns").isGreaterThan(1000);
      assertThat(Integer.parseInt(sum[2])).as("failed").isGreaterThan(800);
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.err()).noneMatch(line -> line.startsWith("Exception in thread"));
    }
  }
}
