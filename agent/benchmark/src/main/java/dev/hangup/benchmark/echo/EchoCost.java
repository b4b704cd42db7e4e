// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the agent costs: CPU time of the whole server process per echoed message of 64 bytes, with
 * the agent and without, exporters off. Two servers run side by side and are loaded by turns, in
 * pairs, so that whatever else the machine does befalls both; several times with new processes,
 * since no two compile alike.
 *
 * <pre>java -cp agent/benchmark/target/benchmarks.jar dev.hangup.benchmark.echo.EchoCost</pre>
 *
 * followed by any of {@code stack=netty,tomcat forks=3 pairs=10 seconds=2 warmup=10 connections=16
 * pipelined=1 size=64 agent=PATH}; {@code agent=none} compares two servers without it.
 */
public final class EchoCost {

  private final Arguments arguments;
  private final List<Pair> pairs = new ArrayList<>();

  private EchoCost(Arguments arguments) {
    this.arguments = arguments;
  }

  /** Microseconds of CPU per message. */
  private record Pair(double without, double with) {
    double more() {
      return 100 * (with / without - 1);
    }
  }

  public static void main(String[] words) throws IOException {
    try {
      Arguments arguments = Arguments.read(words);
      for (String stack : arguments.stacks()) {
        new EchoCost(arguments).measure(stack);
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  private void measure(String stack) throws IOException {
    @Nullable Path agent = arguments.agent();
    if (agent != null && !Files.isRegularFile(agent)) {
      throw new IllegalArgumentException("no agent at " + agent + "; say agent=PATH");
    }
    for (int fork = 1; fork <= arguments.forks(); fork++) {
      try (ServerProcess plain = ServerProcess.start(stack, arguments.size(), null);
          ServerProcess observed = ServerProcess.start(stack, arguments.size(), agent)) {
        if (fork == 1) {
          say(
              "%s %s on Java %s: %d bytes, %d connections, %d on the way on each",
              stack,
              plain.version(),
              Runtime.version().feature(),
              arguments.size(),
              arguments.connections(),
              arguments.pipelined());
        }
        fork(fork, plain, observed, EchoServer.of(stack).isClient());
      }
    }
    summary(stack);
  }

  private void fork(int fork, ServerProcess plain, ServerProcess observed, boolean client)
      throws IOException {
    try (Load withoutIt = load(plain, client);
        Load withIt = load(observed, client)) {
      withoutIt.run(TimeUnit.SECONDS.toNanos(arguments.warmup()));
      withIt.run(TimeUnit.SECONDS.toNanos(arguments.warmup()));
      for (int number = 1; number <= arguments.pairs(); number++) {
        // By turns who goes first: a machine that gets slower would be one side's fault otherwise.
        boolean plainFirst = number % 2 == 1;
        double with = plainFirst ? 0 : cost(observed, withIt);
        double without = cost(plain, withoutIt);
        Pair pair = new Pair(without, plainFirst ? cost(observed, withIt) : with);
        pairs.add(pair);
        say(
            "  fork %d, pair %d: %.2f µs without, %.2f µs with, %+.1f %%",
            fork, number, pair.without(), pair.with(), pair.more());
      }
    }
  }

  private Load load(ServerProcess server, boolean client) throws IOException {
    return new Load(
        server.port(), client, arguments.connections(), arguments.size(), arguments.pipelined());
  }

  private double cost(ServerProcess server, Load load) throws IOException {
    long before = server.cpu().toNanos();
    long messages = load.run(TimeUnit.SECONDS.toNanos(arguments.seconds()));
    return (server.cpu().toNanos() - before) / 1000.0 / messages;
  }

  private void summary(String stack) {
    List<Double> more = new ArrayList<>(pairs.stream().map(Pair::more).toList());
    Collections.sort(more);
    say(
        "%s: the agent adds %.1f %% (median of %d pairs; half of them between %.1f and %.1f)",
        stack, at(more, 0.5), more.size(), at(more, 0.25), at(more, 0.75));
  }

  private static double at(List<Double> sorted, double rank) {
    return sorted.get((int) Math.round(rank * (sorted.size() - 1)));
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
