// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link Compare} measures, and for how long.
 *
 * @param seconds of each of the two measurements of a round
 * @param warmup seconds before the first round of a fork, each server
 * @param rate messages per second that latencies are measured at, 0 for a third of what the first
 *     of the agents can do
 * @param heap of a server in megabytes
 */
record Comparison(
    List<String> stacks,
    List<Agent> agents,
    Path hangup,
    Path others,
    List<Traffic> traffic,
    int forks,
    int rounds,
    int seconds,
    int warmup,
    int rate,
    int heap) {

  private static final List<String> STACKS = List.of("netty", "tomcat", "jetty");
  private static final String FULL = "full";

  static Comparison read(String[] typed) {
    Map<String, String> usual = new LinkedHashMap<>();
    usual.put("stack", String.join(",", STACKS));
    usual.put("agents", String.join(",", Agent.words()));
    usual.put("agent", "agent/dist/target/hangup.jar");
    usual.put("others", "agent/benchmark/target/agents");
    usual.put("size", "64,16,1024,65536");
    usual.put("connections", "16,1,1000");
    usual.put("pipelined", "1,16");
    usual.put("kind", "text,binary");
    usual.put("compression", "off,on");
    usual.put("forks", "2");
    usual.put("rounds", "4");
    usual.put("seconds", "2");
    usual.put("warmup", "6");
    usual.put("rate", "0");
    usual.put("heap", "256");
    List<String> pairs = new ArrayList<>(List.of(typed));
    boolean full = pairs.remove(FULL);
    Words words = Words.read(pairs.toArray(new String[0]), usual);
    return new Comparison(
        words.anyOf("stack", STACKS),
        words.anyOf("agents", Agent.words()).stream().map(Agent::of).toList(),
        Path.of(words.text("agent")).toAbsolutePath(),
        Path.of(words.text("others")).toAbsolutePath(),
        traffic(words, full),
        words.number("forks", 1, 100),
        words.number("rounds", 1, 1000),
        words.number("seconds", 1, 3600),
        words.number("warmup", 1, 3600),
        words.number("rate", 0, 10_000_000),
        words.number("heap", 64, 65_536));
  }

  /** The first of every list, and from there one changed at a time; or all with all. */
  private static List<Traffic> traffic(Words words, boolean full) {
    List<Traffic> all = new ArrayList<>();
    for (int size : words.numbers("size", Traffic.SMALLEST, Traffic.LARGEST)) {
      for (int connections : words.numbers("connections", 1, Traffic.MOST_CONNECTIONS)) {
        for (int pipelined : words.numbers("pipelined", 1, Traffic.MOST_ON_THE_WAY)) {
          for (String kind : words.anyOf("kind", List.of("text", "binary"))) {
            for (String compression : words.anyOf("compression", List.of("off", "on"))) {
              all.add(
                  new Traffic(
                      size, connections, pipelined, kind.equals("text"), compression.equals("on")));
            }
          }
        }
      }
    }
    Traffic base = all.get(0);
    return full ? all : all.stream().filter(each -> differences(base, each) <= 1).toList();
  }

  private static int differences(Traffic one, Traffic other) {
    return (one.size() == other.size() ? 0 : 1)
        + (one.connections() == other.connections() ? 0 : 1)
        + (one.pipelined() == other.pipelined() ? 0 : 1)
        + (one.text() == other.text() ? 0 : 1)
        + (one.compressed() == other.compressed() ? 0 : 1);
  }

  /** Throws where a jar is missing. */
  void checkJars() {
    Set<Path> jars = new LinkedHashSet<>();
    for (Agent agent : agents) {
      if (agent != Agent.NONE) {
        jars.add(agent.jar(hangup, others));
      }
    }
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new IllegalArgumentException(
            "no agent at "
                + jar
                + "; build with -Pother-agents, say agent=PATH or others=FOLDER, or fewer agents=");
      }
    }
  }

  /** Roughly how long it takes, in minutes. */
  long minutes() {
    long start = 3;
    long fork = (long) agents.size() * (start + warmup + 2L * rounds * seconds);
    return Math.max(1, fork * forks * traffic.size() * stacks.size() / 60);
  }
}
