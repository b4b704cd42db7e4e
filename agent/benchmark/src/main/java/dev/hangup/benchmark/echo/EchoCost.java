// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** In megabytes. */
  private static final int HEAP = 256;

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

  public static void main(String[] words) {
    boolean all = true;
    try {
      Arguments arguments = Arguments.read(words);
      for (String stack : arguments.stacks()) {
        try {
          new EchoCost(arguments).measure(stack);
        } catch (IOException e) {
          System.err.println(stack + " is not measured: " + e.getMessage());
          all = false;
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
    System.exit(all ? 0 : 1);
  }

  private void measure(String stack) throws IOException {
    @Nullable Path agent = arguments.agent();
    if (agent != null && !Files.isRegularFile(agent)) {
      throw new IllegalArgumentException("no agent at " + agent + "; say agent=PATH");
    }
    for (int fork = 1; fork <= arguments.forks(); fork++) {
      try (ServerProcess plain = server(stack, null);
          ServerProcess observed = server(stack, agent)) {
        if (fork == 1) {
          say(
              "%s %s on Java %s: %s",
              stack, plain.version(), Runtime.version().feature(), arguments.traffic());
        }
        fork(fork, plain, observed, EchoServer.of(stack));
      }
    }
    summary(stack);
  }

  private ServerProcess server(String stack, @Nullable Path agent) throws IOException {
    Map<String, String> environment = (agent == null ? Agent.NONE : Agent.HANGUP).environment(0);
    return ServerProcess.start(stack, arguments.traffic().size(), HEAP, agent, environment);
  }

  private void fork(int fork, ServerProcess plain, ServerProcess observed, EchoServer kind)
      throws IOException {
    try (Load withoutIt = new Load(plain.port(), kind.isClient(), arguments.traffic());
        Load withIt = new Load(observed.port(), kind.isClient(), arguments.traffic())) {
      if (kind.forgetsAnswers()) {
        withoutIt.nudgeWhereAnswersAreMissing();
        withIt.nudgeWhereAnswersAreMissing();
      }
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
      if (withoutIt.nudges() + withIt.nudges() > 0) {
        say(
            "  fork %d: answers were missing until a message more was sent, %d times without, %d with",
            fork, withoutIt.nudges(), withIt.nudges());
      }
    }
  }

  private double cost(ServerProcess server, Load load) throws IOException {
    long before = server.cpu().toNanos();
    long messages = load.run(TimeUnit.SECONDS.toNanos(arguments.seconds()));
    return (server.cpu().toNanos() - before) / 1000.0 / messages;
  }

  private void summary(String stack) {
    List<Double> more = pairs.stream().map(Pair::more).toList();
    say(
        "%s: the agent adds %.1f %% (median of %d pairs; half of them between %.1f and %.1f)",
        stack, Ranks.at(more, 0.5), more.size(), Ranks.at(more, 0.25), Ranks.at(more, 0.75));
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
