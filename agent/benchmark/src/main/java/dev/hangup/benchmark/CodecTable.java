// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link CodecBenchmark} and prints the table of the codec's README. Takes the options of JMH.
 */
public final class CodecTable {

  private static final List<String> PEERS =
      List.of("netty", "jetty", "tomcat", "undertow", "java_websocket");

  /** The percentile of the samples that is told: most of those without an interruption. */
  private static final double UNDISTURBED = 10;

  private CodecTable() {}

  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    CommandLineOptions options = new CommandLineOptions(arguments);
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .parent(options)
                    .include(CodecBenchmark.class.getSimpleName())
                    .build())
            .run();
    // Nanoseconds per frame, by frame and reader.
    Map<String, Map<String, Double>> table = new LinkedHashMap<>();
    for (RunResult result : results) {
      String frame = result.getParams().getParam("frame");
      double time =
          result.getPrimaryResult().getStatistics().getPercentile(UNDISTURBED)
              / CodecBenchmark.framesPerCall(frame);
      table
          .computeIfAbsent(frame, key -> new LinkedHashMap<>())
          .put(result.getParams().getParam("reader"), time);
    }
    print(table);
  }

  private static void print(Map<String, Map<String, Double>> table) {
    System.out.println(
        "| frame | observe | GB/s | full | GB/s | copy | "
            + String.join(" | ", PEERS)
            + " | full ahead by |");
    System.out.println("|---|" + "--:|".repeat(PEERS.size() + 6));
    table.forEach(CodecTable::row);
  }

  private static void row(String frame, Map<String, Double> row) {
    int size = Integer.parseInt(frame.substring(frame.indexOf('-') + 1));
    List<String> cells = new ArrayList<>();
    cells.add(frame.replace('-', ' '));
    for (String own : List.of("observe", "full")) {
      double time = row.getOrDefault(own, Double.NaN);
      cells.add(number(time));
      // An observing reader skips the payload of a binary frame.
      boolean looks = own.equals("full") || !frame.startsWith("binary");
      cells.add(looks ? String.format(Locale.ROOT, "%.1f", size / time) : "");
    }
    cells.add(number(row.getOrDefault("copy", Double.NaN)));
    double fastest = Double.POSITIVE_INFINITY;
    for (String peer : PEERS) {
      double time = row.getOrDefault(peer, Double.NaN);
      cells.add(number(time));
      fastest = Math.min(fastest, time);
    }
    cells.add(String.format(Locale.ROOT, "%.1f×", fastest / row.getOrDefault("full", Double.NaN)));
    System.out.println("| " + String.join(" | ", cells) + " |");
  }

  private static String number(double nanos) {
    return String.format(Locale.ROOT, nanos < 100 ? "%.1f" : "%,.0f", nanos);
  }
}
