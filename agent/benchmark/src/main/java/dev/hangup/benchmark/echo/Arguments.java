// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long to measure what.
 *
 * @param pipelined messages on the way on each connection
 * @param size of each message in bytes
 * @param agent null to compare two servers without it: what the measurement itself is worth
 * @param seconds of each half of a pair
 * @param warmup seconds before the first pair of a fork, each server
 */
record Arguments(
    List<String> stacks,
    @Nullable Path agent,
    int forks,
    int pairs,
    int seconds,
    int warmup,
    int connections,
    int pipelined,
    int size) {

  /** What Netty and Jetty take without being told otherwise. */
  private static final int LARGEST = 65536;

  /** Words of the form {@code name=value}. */
  static Arguments read(String[] words) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("stack", String.join(",", EchoServer.stacks()));
    values.put("agent", "agent/dist/target/hangup.jar");
    values.put("forks", "3");
    values.put("pairs", "10");
    values.put("seconds", "2");
    values.put("warmup", "10");
    values.put("connections", "16");
    values.put("pipelined", "1");
    values.put("size", "64");
    for (String word : words) {
      String[] pair = word.split("=", 2);
      if (pair.length < 2 || !values.containsKey(pair[0])) {
        throw new IllegalArgumentException("cannot read '" + word + "'; there are: " + values);
      }
      values.put(pair[0], pair[1]);
    }
    return new Arguments(
        List.of(values.get("stack").split(",", -1)),
        values.get("agent").equals("none") ? null : Path.of(values.get("agent")).toAbsolutePath(),
        number(values, "forks", 1, 1000),
        number(values, "pairs", 1, 10_000),
        number(values, "seconds", 1, 3600),
        number(values, "warmup", 0, 3600),
        number(values, "connections", 1, 20_000),
        number(values, "pipelined", 1, 1000),
        number(values, "size", Messages.SMALLEST, LARGEST));
  }

  private static int number(Map<String, String> values, String name, int from, int to) {
    String value = values.getOrDefault(name, "");
    if (value.matches("\\d{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= from && number <= to) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "'" + name + "=" + value + "' is no number from " + from + " to " + to);
  }
}
