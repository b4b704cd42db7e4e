// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long to measure what.
 *
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
    int connections) {

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
    for (String word : words) {
      String[] pair = word.split("=", 2);
      if (pair.length < 2 || !values.containsKey(pair[0])) {
        throw new IllegalArgumentException(
            "cannot read '" + word + "'; there are: " + new ArrayList<>(values.entrySet()));
      }
      values.put(pair[0], pair[1]);
    }
    return new Arguments(
        List.of(values.get("stack").split(",", -1)),
        values.get("agent").equals("none") ? null : Path.of(values.get("agent")).toAbsolutePath(),
        Integer.parseInt(values.get("forks")),
        Integer.parseInt(values.get("pairs")),
        Integer.parseInt(values.get("seconds")),
        Integer.parseInt(values.get("warmup")),
        Integer.parseInt(values.get("connections")));
  }
}
