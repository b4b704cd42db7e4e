// SPDX-License-Identifier: Apache-2.0
package dev.hangup.benchmark.echo;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link EchoCost} measures, and for how long.
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
    Traffic traffic) {

  static Arguments read(String[] typed) {
    List<String> stacks = EchoServer.stacks();
    Map<String, String> usual = new LinkedHashMap<>();
    usual.put("stack", String.join(",", stacks));
    usual.put("agent", "agent/dist/target/hangup.jar");
    usual.put("forks", "3");
    usual.put("pairs", "10");
    usual.put("seconds", "2");
    usual.put("warmup", "10");
    usual.put("connections", "16");
    usual.put("pipelined", "1");
    usual.put("size", "64");
    Words words = Words.read(typed, usual);
    return new Arguments(
        words.anyOf("stack", stacks),
        words.text("agent").equals("none") ? null : Path.of(words.text("agent")).toAbsolutePath(),
        words.number("forks", 1, 1000),
        words.number("pairs", 1, 10_000),
        words.number("seconds", 1, 3600),
        words.number("warmup", 0, 3600),
        new Traffic(
            words.number("size", Traffic.SMALLEST, Traffic.LARGEST),
            words.number("connections", 1, Traffic.MOST_CONNECTIONS),
            words.number("pipelined", 1, Traffic.MOST_ON_THE_WAY),
            false,
            false));
  }
}
