// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What agents cost, beside each other: a server of its own for each, and one without, all running
 * at the same time and loaded by turns, for several rounds, with new processes a few times over.
 *
 * <pre>
 * mvn -B -q package -DskipTests -Pother-agents -pl agent/dist,agent/benchmark -am
 * java -cp agent/benchmark/target/benchmarks.jar dev.hangup.benchmark.echo.Compare
 * </pre>
 *
 * followed by any of {@code stack=netty,tomcat,jetty
 * agents=none,hangup,hangup-otlp,opentelemetry,datadog size=64,16,1024,65536 connections=16,1,1000
 * pipelined=1,16 kind=text,binary compression=off,on forks=2 rounds=4 seconds=2 warmup=6 rate=0
 * heap=256 agent=PATH others=FOLDER}. The first of each list is the usual, the others are tried one
 * at a time; the word {@code full} tries all of them with all others, which takes the better part
 * of a day, and more heap.
 *
 * <p>Each round is two measurements. As many messages as the connections can carry tell CPU time
 * and allocation per message, and throughput. Then messages come at a fixed rate, the same for all
 * agents, and latency counts from when each was due ({@link Schedule}). What agents export goes to
 * the loopback interface and is thrown away there.
 */
public final class Compare {

  private static final double MICROSECOND = 1e3;
  private static final double MEGABYTE = 1 << 20;
  private static final double MODERATE = 1 / 3.0;

  /** Of fewer messages, one in a thousand is chance. */
  private static final int ENOUGH_FOR_ONE_IN_A_THOUSAND = 5000;

  private final Comparison comparison;
  private final String stack;
  private final List<Row> rows = new ArrayList<>();
  private String version = "";

  private Compare(Comparison comparison, String stack) {
    this.comparison = comparison;
    this.stack = stack;
  }

  public static void main(String[] typed) {
    try {
      Comparison comparison = Comparison.read(typed);
      comparison.checkJars();
      say(
          "%d stacks, %d kinds of traffic, %d agents: some %d minutes",
          comparison.stacks().size(),
          comparison.traffic().size(),
          comparison.agents().size(),
          comparison.minutes());
      for (String stack : comparison.stacks()) {
        Compare one = new Compare(comparison, stack);
        for (Traffic traffic : comparison.traffic()) {
          one.measure(traffic);
        }
        say("%n%s", one.table());
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (IOException e) {
      e.printStackTrace();
      System.exit(1); // servers end with us, but receivers would go on
    }
  }

  /** All figures of one agent under one kind of traffic. */
  private static final class Row {

    private final Traffic traffic;
    private final Agent agent;
    private final List<Double> cpu = new ArrayList<>();
    private final List<Double> throughput = new ArrayList<>();
    private final List<Double> allocated = new ArrayList<>();
    private final List<Double> half = new ArrayList<>();
    private final List<Double> one = new ArrayList<>();
    private final List<Double> tenth = new ArrayList<>();
    private final List<Double> resident = new ArrayList<>();
    private final List<Double> start = new ArrayList<>();
    private double rate;
    private long exported;

    Row(Traffic traffic, Agent agent) {
      this.traffic = traffic;
      this.agent = agent;
    }
  }

  /** A server, its load, and where its agent sends. */
  private record Side(Row row, ServerProcess server, Load load, Receiver receiver)
      implements AutoCloseable {

    @Override
    public void close() throws IOException {
      row.exported += receiver.bytes();
      try (receiver;
          server) {
        load.close();
      }
    }
  }

  private void measure(Traffic traffic) throws IOException {
    List<Row> compared =
        comparison.agents().stream().map(agent -> new Row(traffic, agent)).toList();
    rows.addAll(compared);
    double rate = comparison.rate();
    for (int fork = 0; fork < comparison.forks(); fork++) {
      List<Side> sides = new ArrayList<>();
      try {
        for (Row row : turned(compared, fork)) {
          sides.add(side(row));
        }
        for (Side side : sides) {
          side.load().run(TimeUnit.SECONDS.toNanos(comparison.warmup()));
        }
        if (rate == 0) {
          rate = moderate(sides);
        }
        for (int round = 0; round < comparison.rounds(); round++) {
          for (Side side : turned(sides, round)) {
            measure(side, rate, fork, round);
          }
        }
        for (Side side : sides) {
          side.row().resident.add(side.server().resident() / MEGABYTE);
        }
      } finally {
        for (Side side : sides) {
          side.close();
        }
      }
    }
  }

  private Side side(Row row) throws IOException {
    Receiver receiver = new Receiver();
    ServerProcess server =
        ServerProcess.start(
            stack,
            row.traffic.size(),
            comparison.heap(),
            row.agent == Agent.NONE
                ? null
                : row.agent.jar(comparison.hangup(), comparison.others()),
            row.agent.environment(receiver.port()));
    version = server.version();
    row.start.add(server.start().toNanos() / 1e6);
    return new Side(row, server, new Load(server.port(), false, row.traffic), receiver);
  }

  private double moderate(List<Side> sides) throws IOException {
    Agent first = comparison.agents().get(0);
    for (Side side : sides) {
      if (side.row().agent == first) {
        long messages = side.load().run(TimeUnit.SECONDS.toNanos(1));
        return Math.max(1, Math.floor(messages * MODERATE));
      }
    }
    throw new IllegalStateException("no server for " + first.word());
  }

  private void measure(Side side, double rate, int fork, int round) throws IOException {
    Row row = side.row();
    long nanos = TimeUnit.SECONDS.toNanos(comparison.seconds());
    long allocated = side.server().allocated();
    long cpu = side.server().cpu().toNanos();
    long began = System.nanoTime();
    double messages = side.load().run(nanos);
    row.throughput.add(messages * 1e9 / (System.nanoTime() - began));
    row.cpu.add((side.server().cpu().toNanos() - cpu) / MICROSECOND / messages);
    row.allocated.add((side.server().allocated() - allocated) / messages);

    Histogram latencies = side.load().paced(rate, nanos);
    row.rate = rate;
    row.half.add(latencies.getValueAtPercentile(50) / MICROSECOND);
    row.one.add(latencies.getValueAtPercentile(99) / MICROSECOND);
    row.tenth.add(
        latencies.getTotalCount() < ENOUGH_FOR_ONE_IN_A_THOUSAND
            ? Double.NaN
            : latencies.getValueAtPercentile(99.9) / MICROSECOND);
    say(
        "%s, %s; fork %d, round %d, %s: %.2f µs, %.0f/s, %.0f B; at %.0f/s %.0f, %.0f, %s µs",
        stack,
        row.traffic,
        fork + 1,
        round + 1,
        row.agent.word(),
        last(row.cpu),
        last(row.throughput),
        last(row.allocated),
        rate,
        last(row.half),
        last(row.one),
        whereKnown(last(row.tenth)));
  }

  private static String whereKnown(double figure) {
    return Double.isNaN(figure) ? "-" : String.format(Locale.ROOT, "%.0f", figure);
  }

  private static double last(List<Double> figures) {
    return figures.get(figures.size() - 1);
  }

  /** By turns who goes first: a machine that gets slower would be one side's fault otherwise. */
  private static <T> List<T> turned(List<T> all, int turns) {
    List<T> turned = new ArrayList<>(all);
    Collections.rotate(turned, -turns);
    return turned;
  }

  private String table() {
    StringBuilder table = new StringBuilder();
    add(
        table,
        "%s %s on Java %s, %d processors; medians of %d rounds, %d seconds each",
        stack,
        version,
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        comparison.forks() * comparison.rounds(),
        comparison.seconds());
    add(table, "");
    add(
        table,
        "| traffic | agent | CPU per message, µs | more | messages per second | at a rate of | p50, µs"
            + " | p99, µs | p99.9, µs | allocated per message, B | RSS, MiB | listens after, ms |"
            + " exported, KiB |");
    add(table, "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |");
    for (Row row : rows) {
      add(
          table,
          "| %s | %s | %.2f | %s | %.0f | %.0f | %.0f | %.0f | %s | %.0f | %.0f | %.0f | %s |",
          row.traffic,
          row.agent.word(),
          Ranks.median(row.cpu),
          more(row),
          Ranks.median(row.throughput),
          row.rate,
          Ranks.median(row.half),
          Ranks.median(row.one),
          whereKnown(row.tenth.contains(Double.NaN) ? Double.NaN : Ranks.median(row.tenth)),
          Ranks.median(row.allocated),
          Ranks.median(row.resident),
          Ranks.median(row.start),
          row.agent.exports() ? row.exported / 1024 : "");
    }
    return table.toString();
  }

  /** Than the server without an agent in the same round. */
  private String more(Row row) {
    for (Row plain : rows) {
      if (plain.agent == Agent.NONE
          && row.agent != Agent.NONE
          && plain.traffic.equals(row.traffic)) {
        List<Double> more = new ArrayList<>();
        for (int round = 0; round < row.cpu.size(); round++) {
          more.add(100 * (row.cpu.get(round) / plain.cpu.get(round) - 1));
        }
        return String.format(Locale.ROOT, "%.1f %%", Ranks.median(more));
      }
    }
    return "";
  }

  private static void add(StringBuilder to, String format, Object... values) {
    to.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
